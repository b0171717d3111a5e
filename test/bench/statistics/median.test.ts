import { expect, test } from '@jest/globals';
import { mean, median } from '../../../bench/statistics/median.ts';

test.each([
  [[3], 3],
  [[1, 100, 2], 2],
  [[4, 1, 3, 2], 2.5],
  [[10, 9, 8, 7, 100], 9],
])('the median of %j is %d', (numbers, expected) => {
  expect(median(numbers)).toBe(expected);
});

test('the median of nothing is no number', () => {
  expect(median([])).toBeNaN();
});

test('the mean counts every number', () => {
  expect(mean([1, 2, 6])).toBe(3);
});
