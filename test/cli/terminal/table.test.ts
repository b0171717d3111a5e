import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { formatTable } from '../../../cli/terminal/table.ts';
import { executedBlocks } from '../../executed-blocks.ts';

const messageId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';
const titles = ['PERSON', 'REASON', 'MESSAGE ID'];
const rows = [
  ['ada@example.com', 'permission-denied', messageId],
  ['grace.hopper.of.the.navy.of.the.united.states@example.com', 'not-found', messageId],
];
const table = (width: number | undefined, cells = rows) =>
  stripVTControlCharacters(formatTable(titles, cells, width)).split('\n');
const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => stringWidth(line)));

describe('a table', () => {
  test.each([undefined, 200])('is one for a width of %s', (width) => {
    const [head = '', ...lines] = table(width);
    expect(head).toMatch(/^PERSON +REASON +MESSAGE ID$/);
    expect(lines).toHaveLength(2);
    for (const [index, cells] of rows.entries()) for (const cell of cells) expect(lines[index]).toContain(cell);
  });

  test('is one on a terminal that it just fits, and none on a narrower one', () => {
    const [first = []] = rows;
    const needed = 'ada@example.com'.length + 2 + 'permission-denied'.length + 2 + messageId.length;
    expect(widest(table(needed, [first]))).toBe(needed);
    expect(table(needed, [first])).toHaveLength(2);
    expect(table(needed - 1, [first])).toHaveLength(3);
  });

  test.each([80, 60])('becomes a block for each row on a terminal of %s columns', (width) => {
    const lines = table(width);
    expect(lines.slice(0, 4)).toEqual([
      'PERSON      ada@example.com',
      'REASON      permission-denied',
      `MESSAGE ID  ${messageId}`,
      '',
    ]);
    expect(widest(lines)).toBeLessThanOrEqual(width);
    const shown = lines.map((line) => line.slice('MESSAGE ID  '.length)).join('');
    for (const cell of rows.flat()) expect(shown).toContain(cell);
  });

  test('folds a cell that is wider than the terminal, and cuts nothing', () => {
    expect(table(60).slice(4, 6)).toEqual([
      'PERSON      grace.hopper.of.the.navy.of.the.united.states@ex',
      '            ample.com',
    ]);
  });

  test('counts the columns that wide characters take', () => {
    const lines = table(60, [['日'.repeat(30), '-', messageId]]);
    expect(lines.slice(0, 2)).toEqual([`PERSON      ${'日'.repeat(24)}`, `            ${'日'.repeat(6)}`]);
  });

  test('has two spaces between its columns, and none at the end of a line', () => {
    const cells = [
      ['日本', '', 'x'],
      ['é', ' - ', ''],
    ];
    expect(table(undefined, cells)).toEqual(['PERSON  REASON  MESSAGE ID', '日本            x', 'é        -']);
  });

  test.each([
    ['columns', undefined],
    ['blocks', 20],
  ])('in %s takes work in proportion to its rows', async (_, width) => {
    const numbered = (count: number) => Array.from({ length: count }, (__, row) => [`p${row}`, 'not-found', `m${row}`]);
    const [less, more] = [numbered(500), numbered(4000)];
    formatTable(titles, less, width);
    const once = await executedBlocks(() => formatTable(titles, less, width));
    expect(await executedBlocks(() => formatTable(titles, more, width))).toBeLessThan(once * 12);
  });

  test('may have 200,000 rows', () => {
    expect(table(undefined, Array(200_000).fill(['ada', '-', '-']))).toHaveLength(200_001);
  });
});
