import { expect, test } from '@jest/globals';
import { parseCount } from '../../../cli/arguments/count.ts';

test.each([
  ['1', 1],
  ['100000', 100_000],
])('%s is a count', (text, count) => {
  expect(parseCount(text)).toBe(count);
});

test.each(['', '0', '-1', '1.5', '1e3', '10000000000', 'all'])('%j is none', (text) => {
  expect(() => parseCount(text)).toThrow('whole number');
});
