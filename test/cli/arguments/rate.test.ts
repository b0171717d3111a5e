import { expect, test } from '@jest/globals';
import { parseRate } from '../../../cli/arguments/rate.ts';

test.each([
  ['5/s', 5],
  ['0.5/s', 0.5],
])('a rate is written %s', (text, rate) => {
  expect(parseRate(text)).toBe(rate);
});

test.each(['', '5', '5/m', '0/s', '0.01/s', '-1/s', 'fast'])('a rate is not written %j', (text) => {
  expect(() => parseRate(text)).toThrow('such as 5/s');
});
