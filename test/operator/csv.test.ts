import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvRecord } from '../../operator/csv.ts';
import { printable } from '../../operator/printable.ts';
import { parseCsv } from '../csv.ts';

describe('a record', () => {
  test('ends with a line break of its own, and has an empty cell for what is unknown', () => {
    expect(csvRecord(['a', undefined, 'c'])).toBe('a,,c\r\n');
  });

  test('quotes a cell with a comma or a quotation mark', () => {
    expect(csvRecord(['a,b', 'say "yes"', 'plain'])).toBe('"a,b","say ""yes""",plain\r\n');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('has %j as a text, not as a formula', (text) => {
    const [[cell = ''] = []] = parseCsv(csvRecord([text]));
    expect(cell).toBe(`'${printable(text)}`);
  });

  test('tells a text with a mark of its own from one that was given the mark', () => {
    expect(csvRecord(["'=1", '=1', "O'Neill"])).toBe("''=1,'=1,O'Neill\r\n");
  });

  test('does not steer a terminal', () => {
    expect(csvRecord(['\u001b[2J\u202eevil\r\nnext'])).toBe('\u{FFFD}[2J\u{FFFD}evil\u{FFFD}\u{FFFD}next\r\n');
  });
});

test('whatever the cells are, a program reads them back', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', "'", '=', '-', 'a', '\t') }),
  );
  const record = fc.array(fc.option(text, { nil: undefined }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
      const read = parseCsv(records.map(csvRecord).join(''));
      const expected = records.map((cells) => cells.map((cell = '') => printable(cell)));
      expect(read.map((cells) => cells.map((cell) => cell.replace(/^'/, '')))).toEqual(expected);
      expect(read.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    }),
  );
});
