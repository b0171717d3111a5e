import { expect, test } from '@jest/globals';
import { Pace, parseRate } from '../../../operator/dead-letters/pace.ts';

test.each([
  ['5/s', 5],
  ['0.5/s', 0.5],
])('a rate is written %s', (text, rate) => {
  expect(parseRate(text)).toBe(rate);
});

test.each(['', '5', '5/m', '0/s', '0.01/s', '-1/s', 'fast'])('a rate is not written %j', (text) => {
  expect(() => parseRate(text)).toThrow('such as 5/s');
});

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
  expect([pace.book(2), pace.book(2), pace.book(1)]).toEqual([0, 1000, 2000]);
  now = 60_000;
  expect([pace.book(2), pace.book(2)]).toEqual([0, 1000]);
});

test('without a rate nothing waits', () => {
  const pace = new Pace(Number.POSITIVE_INFINITY, () => 0);
  expect([pace.book(10), pace.book(10)]).toEqual([0, 0]);
});

test('an interruption ends the wait', async () => {
  const pace = new Pace(0.1, () => 0);
  pace.book(100);
  await pace.take(1, AbortSignal.abort());
});
