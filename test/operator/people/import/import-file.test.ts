/** Files that are no import, and the forms that one can have. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { type ImportFormat, openImportFile } from '../../../../operator/people/import/import-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The places of the rows. */
async function placesIn(name: string, content: string | Buffer, format?: ImportFormat): Promise<string[]> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const { rows } = await openImportFile(file, format);
  const places: string[] = [];
  for await (const row of rows) places.push(row.place);
  return places;
}

test.each([
  ['empty.csv', '', /is empty/],
  ['blank.jsonl', '\u{FEFF}\r\n \r\n', /is empty/],
  ['wide.csv', Buffer.from('\u{FEFF}userName\nada', 'utf16le'), /UTF-16 text: save it as UTF-8/],
  ['semicolons.csv', 'userName;department\nada;Billing\n', /not separated by commas/],
  ['twice.csv', 'userName,User Name\na,b\n', /the column User Name twice/],
  ['nameless.csv', 'userName,,x\na,b,c\n', /column 2 of the header has no name/],
  ['nobody.csv', 'department,displayName\nBilling,Ada\n', /no column names a person: the header needs one of userName/],
  ['quote.csv', 'user"Name"\nada\n', /line 1, the header: cell 1 has a quote in the middle/],
  ['cut.json', '{"Resources":[{"id":', /is not JSON, or is cut off/],
  ['other.json', '{\n"users":[]\n}', /without Resources/],
  ['latin.json', Buffer.from([0x7b, 0x0a, 0xe4, 0x7d]), /is not UTF-8 text/],
])('%s is refused as a whole', async (name, content, problem) => {
  await expect(placesIn(name, content)).rejects.toThrow(problem);
});

const line = '{"userName":"ada@example.com"}';

test.each<[string, string, ImportFormat | undefined, string[]]>([
  ['people.csv', 'Login\nada', undefined, ['line 2']],
  ['people', 'E-Mail,x\nada@example.com,1', undefined, ['line 2']],
  ['people.txt', `${line}\n\n${line}`, undefined, ['line 1', 'line 3']],
  ['one.json', line, undefined, ['line 1']],
  ['people.ndjson', line, undefined, ['line 1']],
  ['list.json', `{"resources":[${line},${line}]}`, undefined, ['resource 1', 'resource 2']],
  ['indented.json', `{\n"Resources": [\n${line}]}`, undefined, ['resource 1']],
  ['array', `[${line}]`, undefined, ['resource 1']],
  ['list.csv', `{"Resources":[${line}]}`, 'scim', ['resource 1']],
])('%s has a form: %j', async (name, content, format, places) => {
  expect(await placesIn(name, content, format)).toEqual(places);
});

test('the share of the file that was read grows to the whole', async () => {
  const file = join(folder, 'share.csv');
  writeFileSync(file, `userName\n${`${'a'.repeat(100)}\n`.repeat(3000)}`);
  const { rows, share } = await openImportFile(file);
  const shares = new Set<number>();
  for await (const _ of rows) shares.add(share(0));
  expect(shares.size).toBeGreaterThan(2);
  expect(Math.max(...shares)).toBe(1);
});
