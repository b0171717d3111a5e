import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CsvRecord, csvRecords } from '../../../operator/files/csv-records.ts';
import { readLines, type TextLine } from '../../../operator/files/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'lines-'));
const file = join(folder, 'file');
afterAll(() => rmSync(folder, { recursive: true }));

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function linesOf(content: string | Buffer): Promise<TextLine[]> {
  writeFileSync(file, content);
  return all(readLines(file));
}

async function recordsOf(content: string | Buffer): Promise<CsvRecord[]> {
  writeFileSync(file, content);
  return all(csvRecords(readLines(file)));
}

describe('lines', () => {
  test.each([
    ['', []],
    ['\u{FEFF}a\r\nb\n\nc', ['a', 'b', '', 'c']],
    ['a\n', ['a']],
  ])('%j', async (content, texts) => {
    const lines = await linesOf(content);
    expect(lines.map(({ text }) => text)).toEqual(texts);
    expect(lines.map(({ number }) => number)).toEqual(texts.map((_, index) => index + 1));
  });

  test('a line that cannot be read is refused alone', async () => {
    const bad = [Buffer.from('a\n'), Buffer.from([0xe4, 0x0a]), Buffer.from('x\0y\n'), Buffer.alloc(10_000_000, 'z')];
    expect(await linesOf(Buffer.concat([...bad, Buffer.from('\nb')]))).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: undefined, problem: 'is not UTF-8 text' },
      { number: 3, text: undefined, problem: 'is not UTF-8 text' },
      { number: 4, text: undefined, problem: 'is longer than 1 MiB' },
      { number: 5, text: 'b' },
    ]);
  });

  test('a character on the border of two parts of the file stays whole', async () => {
    const text = `a${'ä'.repeat(100_000)}`;
    expect(await linesOf(text)).toEqual([{ number: 1, text }]);
  });

  test.each(['utf16le', 'utf16be'])('a file in %s is refused as a whole', async (encoding) => {
    const wide = Buffer.from('\u{FEFF}userName\nada', 'utf16le');
    await expect(linesOf(encoding === 'utf16le' ? wide : wide.swap16())).rejects.toThrow(
      /UTF-16 text: save it as UTF-8/,
    );
  });

  test('a missing file has its own error', async () => {
    await expect(all(readLines(join(folder, 'none')))).rejects.toThrow(/there is no such file/);
  });
});

describe('records of comma-separated values', () => {
  test('quotes hold commas, quotes and ends of lines', async () => {
    expect(await recordsOf('a,b\r\n"x,""y""\r\nz",\r\n\r\n,"",c\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x,"y"\nz', ''] },
      { line: 5, cells: ['', '', 'c'] },
    ]);
  });

  test('a quote that nothing closes spoils its line alone', async () => {
    const quote = { problem: 'a quote opens that nothing closes' };
    expect(await recordsOf('a\n"b\nc\n"d"\n')).toEqual([
      { line: 1, cells: ['a'] },
      { line: 2, ...quote },
      { line: 3, cells: ['c'] },
      { line: 4, cells: ['d'] },
    ]);
  });

  test('and so it does before a line that cannot be read, and in a file without end', async () => {
    const long = `${'x'.repeat(1000)}\n`.repeat(3000);
    const records = await recordsOf(`"a\nb\n${'y'.repeat(2_000_000)}\n"c\n${long}`);
    expect(records.slice(0, 4)).toEqual([
      { line: 1, problem: 'a quote opens that nothing closes' },
      { line: 2, cells: ['b'] },
      { line: 3, problem: 'is longer than 1 MiB' },
      { line: 4, problem: 'a quote opens that nothing closes' },
    ]);
    expect(records).toHaveLength(3004);
  });

  test.each(['a"b"', '"a"b,c', 'a,b"",c'])('%j is refused: a quote stands in the middle', async (text) => {
    expect(await recordsOf(text)).toEqual([{ line: 1, problem: expect.stringContaining('a quote in the middle') }]);
  });

  test('what the standard writes is read as it was', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ä', ' ') });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const written = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','));
        const records = await recordsOf(written.join('\r\n'));
        expect(records.map((one) => ('cells' in one ? one.cells : one.problem))).toEqual(rows);
      }),
      { numRuns: 100 },
    );
  });
});
