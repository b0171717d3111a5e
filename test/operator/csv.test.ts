import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvRecord, jsonCell } from '../../operator/csv.ts';
import { printable } from '../../operator/printable.ts';
import { parseCsv } from '../csv.ts';

describe('a record', () => {
  test('ends with a line break of its own, and has an empty cell for what is unknown', () => {
    expect(csvRecord(['a', undefined, 'c'])).toBe('a,,c\r\n');
  });

  test('quotes a cell with a comma or a quotation mark', () => {
    expect(csvRecord(['a,b', 'say "yes"', 'plain'])).toBe('"a,b","say ""yes""",plain\r\n');
  });

  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '"=1', '\u{A0}=1'];
  const wide = ['＝1+1', '＋1', '－1', '＠SUM(A1)', '﹦1'];
  test.each([...formulas, ...wide])('has %j as a text, not as a formula', (text) => {
    const [[cell = ''] = []] = parseCsv(csvRecord([text]));
    expect(cell).toBe(`'${printable(text)}`);
  });

  test.each(['x;=HYPERLINK("https://evil.example")', 'x;;＝1', 'x; +1', 'x;"=1"', ';@SUM(A1)'])(
    'has no formula in %j where a spreadsheet separates by a semicolon',
    (text) => {
      // As such a spreadsheet reads it, whatever it makes of the quotation marks.
      const cells = csvRecord(['first', text]).replace('first,', '').split(';');
      expect(cells.filter((cell) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    },
  );

  test('keeps a list with semicolons as it is', () => {
    expect(csvRecord(['billing; emea', 'plain'])).toBe('"billing; emea",plain\r\n');
  });

  test('tells a text with a mark of its own from one that was given the mark', () => {
    expect(csvRecord(["'=1", '=1', "O'Neill"])).toBe("''=1,'=1,O'Neill\r\n");
  });

  test.each(['\u3164', '\u115F', '\u1160', '\uFFA0', '\u034F', '\u200B', '\u00AD'])(
    'shows that %j is there',
    (hidden) => {
      expect(csvRecord([`a${hidden}da`])).toBe('a\u{FFFD}da\r\n');
    },
  );

  test('does not steer a terminal', () => {
    expect(csvRecord(['\u001b[2J\u202eevil\r\nnext'])).toBe('\u{FFFD}[2J\u{FFFD}evil\u{FFFD}\u{FFFD}next\r\n');
  });
});

test('whatever the cells are, a program reads them back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\r', '\n', "'", '=', '-', '＝', 'a', ' ', '\t') }),
  );
  const record = fc.array(fc.option(text, { nil: undefined }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
      const read = parseCsv(records.map(csvRecord).join(''));
      const expected = records.map((cells) => cells.map((cell = '') => printable(cell)));
      expect(read.map((cells) => cells.map((cell) => cell.replaceAll(/(^|;)'/g, '$1')))).toEqual(expected);
      const parts = read.flat().flatMap((cell) => cell.split(';'));
      expect(parts.filter((part) => /^[\s"]*[=+\-@＝＋－＠]/.test(part))).toEqual([]);
    }),
  );
});

test('JSON in a cell is read back without taking marks away', () => {
  const value = [{ kind: 'request', ticket: "T-1;=1;'2" }];
  const [[cell = ''] = []] = parseCsv(csvRecord([jsonCell(value)]));
  expect(JSON.parse(cell)).toEqual(value);
});
