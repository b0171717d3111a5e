import { expect, test } from '@jest/globals';
import { fieldTime } from '../../console/app/time.ts';

test.each([
  [0, '2026-11-30T08:00:05'],
  [-60, '2026-11-30T09:00:05'],
  [300, '2026-11-30T03:00:05'],
  [-960, '2026-12-01T00:00:05'],
])('a field shows an instant in the zone of the machine, here %i minutes from UTC', (offset, shown) => {
  expect(fieldTime(new Date('2026-11-30T08:00:05.700Z'), offset)).toBe(shown);
});
