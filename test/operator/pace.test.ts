import { expect, test } from '@jest/globals';
import { Pace } from '../../operator/pace.ts';

test.each([
  [0.5, 1],
  [2.5, 2],
  [500, 10],
  [Number.POSITIVE_INFINITY, 10],
])('at %d/s, so many are taken at once: %d', (rate, batch) => {
  expect(new Pace(rate, () => 0).batch).toBe(batch);
});

test('messages wait for those before them, and time not used is not made up for', () => {
  let now = 0;
  const pace = new Pace(2, () => now);
  expect([pace.reserve(2), pace.reserve(2), pace.reserve(1)]).toEqual([0, 1000, 2000]);
  now = 60_000;
  expect([pace.reserve(2), pace.reserve(2)]).toEqual([0, 1000]);
});

test('without a rate nothing waits', () => {
  const pace = new Pace(Number.POSITIVE_INFINITY, () => 0);
  expect([pace.reserve(10), pace.reserve(10)]).toEqual([0, 0]);
});

test('an interruption ends the wait', async () => {
  const pace = new Pace(0.1, () => 0);
  pace.reserve(100);
  await pace.wait(1, AbortSignal.abort());
});
