/** How many people may change. */
import { expect, test } from '@jest/globals';
import { defaultThresholds } from '../../../lib/policy/default-thresholds.ts';
import type { RecentCounts } from '../../../lib/safeguard/recent-counts.ts';
import { limitsOf } from '../../../lib/safeguard/thresholds.ts';

const at = Date.parse('2026-11-29T12:00:00.000Z');

function limits(direction: 'revocations' | 'grants', changes: Partial<RecentCounts> = {}, source?: string) {
  const expected = { revocations: undefined, grants: undefined };
  const recent = { activePeople: undefined, expected, revokedBefore: 0, ...changes };
  return limitsOf(defaultThresholds, recent, direction, source, at);
}

test('before the first count, and in a small company, the least numbers hold', () => {
  expect(limits('revocations')).toEqual({ ofCause: 10, ofAll: 10 });
  expect(limits('grants')).toEqual({ ofCause: 50 });
  expect(limits('revocations', { activePeople: 120 })).toEqual({ ofCause: 10, ofAll: 12 });
});

test('in a large company the percentages of the active people hold', () => {
  expect(limits('revocations', { activePeople: 10_019 })).toEqual({ ofCause: 500, ofAll: 1001 });
  expect(limits('grants', { activePeople: 10_019 })).toEqual({ ofCause: 2003 });
});

test('those of the hours before leave less for this one', () => {
  expect(limits('revocations', { activePeople: 1000, revokedBefore: 95 })).toEqual({ ofCause: 50, ofAll: 5 });
});

test('an expectation raises the limits until its time, of its direction and source alone', () => {
  const expectation = { count: 400, until: '2026-11-29T12:00:00.001Z' };
  const expected = { revocations: expectation, grants: undefined };
  expect(limits('revocations', { expected })).toEqual({ ofCause: 410, ofAll: 410 });
  expect(limits('grants', { expected })).toEqual({ ofCause: 50 });
  const over = { ...expectation, until: '2026-11-29T12:00:00.000Z' };
  expect(limits('revocations', { expected: { ...expected, revocations: over } }).ofCause).toBe(10);
  const ofWorkday = { ...expected, revocations: { ...expectation, source: 'workday' } };
  expect(limits('revocations', { expected: ofWorkday }, 'workday').ofCause).toBe(410);
  expect(limits('revocations', { expected: ofWorkday }, 'okta').ofCause).toBe(10);
  expect(limits('revocations', { expected: ofWorkday }).ofCause).toBe(10);
});
