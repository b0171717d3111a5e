import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { NoSuchFile } from '../../../operator/errors.ts';
import { listEventFiles } from '../../../operator/policy/event-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(path: string): string {
  const name = join(folder, path);
  mkdirSync(join(name, '..'), { recursive: true });
  writeFileSync(name, '{}');
  return name;
}

test('event files are found however deep, in order, and nothing else is', async () => {
  for (const path of ['b.json', 'a.json', 'deep/er/c.json', 'deep.json/d.json', 'e.txt', 'json']) file(path);
  for (const hidden of ['.hidden.json', '._a.json', '.git/x.json', 'deep/.cache/y.json']) file(hidden);
  symlinkSync(file('b.json'), join(folder, 'link.json'));
  symlinkSync(folder, join(folder, 'deep/circle'));
  expect(await listEventFiles(folder)).toEqual({
    files: ['a.json', 'b.json', 'deep.json/d.json', 'deep/er/c.json'].map((path) => join(path)),
    problems: [],
  });
});

test('a folder is looked into though it is hidden, or reached by a link, when it is the one that was named', async () => {
  file('.events/a.json');
  symlinkSync(join(folder, '.events'), join(folder, 'link'));
  expect(await listEventFiles(join(folder, '.events'))).toMatchObject({ files: ['a.json'] });
  expect(await listEventFiles(join(folder, 'link'))).toMatchObject({ files: ['a.json'] });
});

// Other systems have no such names.
const onLinux = process.platform === 'linux' ? test : test.skip;
onLinux('a folder that cannot be looked into keeps nobody from the others', async () => {
  file('a.json');
  file('z/b.json');
  mkdirSync(Buffer.concat([Buffer.from(join(folder, '/')), Buffer.from([0xff])]));
  expect(await listEventFiles(folder)).toEqual({
    files: ['a.json', join('z/b.json')],
    problems: [new NoSuchFile(join(folder, '\u{FFFD}'))],
  });
});

test('an empty name, as of a variable that is not set, leads nowhere', async () => {
  await expect(listEventFiles('')).rejects.toThrow("'': there is no such file or folder");
});

test.each([
  ['nowhere', 'there is no such file or folder'],
  ['file', 'is not a folder, or a part of its path is not one'],
])('a name that leads to no folder is told with what is wrong: %s', async (name, problem) => {
  file('file');
  await expect(listEventFiles(join(folder, name))).rejects.toThrow(`${join(folder, name)}: ${problem}`);
});
