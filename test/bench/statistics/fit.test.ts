import { expect, test } from '@jest/globals';
import { exponentOf, slopeOf } from '../../../bench/statistics/fit.ts';

const sizes = [10, 20, 40, 80];

test.each<[what: string, cost: (size: number) => number, exponent: number]>([
  ['that stays', () => 7, 0],
  ['that is linear', (size) => 3 * size, 1],
  ['that is quadratic', (size) => size * size, 2],
  ['that is a root', (size) => Math.sqrt(size), 0.5],
])('a cost %s has its exponent', (_, cost, exponent) => {
  expect(exponentOf(sizes.map((size) => ({ size, cost: cost(size) })))).toBeCloseTo(exponent, 10);
});

test('one size has no exponent', () => {
  expect(exponentOf([{ size: 10, cost: 5 }])).toBeNaN();
});

test('a cost with a fixed part grows by the other part for each one', () => {
  expect(slopeOf(sizes.map((size) => ({ size, cost: 1000 + 4 * size })))).toBeCloseTo(4, 10);
});
