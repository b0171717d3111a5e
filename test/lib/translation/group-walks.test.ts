/** When walks begin that find the members of groups that ended. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { needsWalks, walkDelays } from '../../../lib/translation/group-walks.ts';

const minute = 60_000;
const group = { source: 'scim', name: 'g-1' };
const first = '2026-11-21T09:30:00.000Z';
const second = '2026-11-21T09:31:00.000Z';

/** The times at which walks begin if the group ends at these times. */
function walksAfter(ends: readonly number[], functionTimeout: number): readonly number[] {
  const walks: number[] = [];
  let lastWalkAt: number | undefined;
  for (const now of ends) {
    const starts = walkDelays({ ...group, lastWalkAt }, now, functionTimeout).map((delay) => now + delay);
    lastWalkAt = starts.at(-1) ?? lastWalkAt;
    walks.push(...starts);
  }
  return walks;
}

test('a walk begins soon after each end, and one after every invocation that was under way', () => {
  const times = fc.array(fc.integer({ min: 1, max: 60 * minute }), { maxLength: 100 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 15 * minute }), (times, functionTimeout) => {
      const ends = times.toSorted((one, other) => one - other);
      const walks = walksAfter(ends, functionTimeout);
      const between = Math.max(minute, functionTimeout);
      for (const end of ends) {
        expect(walks.some((start) => start >= end && start <= end + between)).toBe(true);
        expect(walks.some((start) => start >= end + functionTimeout && start <= end + 15 * minute)).toBe(true);
      }
    }),
  );
});

test('a group that ends every second is walked once in the timeout of a function', () => {
  const ends = Array.from({ length: 600 }, (_, second) => 1 + second * 1000);
  expect(walksAfter(ends, 2 * minute)).toHaveLength(7);
});

test('a group is walked for an end that is newer than what it was walked for', () => {
  expect(needsWalks({ ...group, deletedAt: first })).toBe(true);
  expect(needsWalks({ ...group, deletedAt: first, walkedFor: first })).toBe(false);
  expect(needsWalks({ ...group, deletedAt: second, walkedFor: first })).toBe(true);
  expect(needsWalks({ ...group, deletedAt: second, replacedAt: first, walkedFor: second })).toBe(false);
});
