import { expect, test } from '@jest/globals';
import { formatDuration } from '../../operator/duration.ts';

test.each([
  [-1, '0s'],
  [999, '0s'],
  [61_000, '1m 1s'],
  [7_200_000, '2h'],
  [90_061_000, '1d 1h'],
  [86_400_000 + 61_000, '1d'],
])('a duration of %d ms is read as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
