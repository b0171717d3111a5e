/** How many people may change. */
import { describe, expect, test } from '@jest/globals';
import { defaultThresholds } from '../../../lib/policy/default-thresholds.ts';
import type { Expectation } from '../../../lib/safeguard/expectation.ts';
import type { RecentCounts } from '../../../lib/safeguard/recent-counts.ts';
import { limitsOf, roomIn } from '../../../lib/safeguard/thresholds.ts';

const at = Date.parse('2026-11-29T12:00:00.000Z');

function limits(direction: 'revocations' | 'grants', changes: Partial<RecentCounts> = {}, source?: string) {
  const expected = { revocations: undefined, grants: undefined };
  const recent = { activePeople: undefined, expected, revokedBefore: 0, expectedBefore: 0, ...changes };
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

describe('an expectation', () => {
  const expectation = { count: 400, until: '2026-11-29T12:00:00.001Z', at: '2026-11-29T11:00:00.000Z' };
  const of = (changes: Partial<Expectation> = {}) => ({
    revocations: { ...expectation, ...changes },
    grants: undefined,
  });
  const name = `revocations_expected_${Date.parse(expectation.at)}`;

  test('is counted apart until its time, and raises no other limit', () => {
    const usual = { ofCause: 10, ofAll: 10 };
    expect(limits('revocations', { expected: of() })).toEqual({ ...usual, expected: { name, limit: 400 } });
    expect(limits('revocations', { expected: of({ until: '2026-11-29T12:00:00.000Z' }) })).toEqual(usual);
    expect(limits('grants', { expected: of() })).toEqual({ ofCause: 50 });
  });

  test('is of its source alone, if it names one', () => {
    const expected = of({ source: 'workday' });
    expect(limits('revocations', { expected }, 'workday').expected?.limit).toBe(400);
    expect(limits('revocations', { expected }, 'okta').expected).toBeUndefined();
    expect(limits('revocations', { expected }).expected).toBeUndefined();
  });

  test('of revocations is used up within a day, and of grants within an hour', () => {
    const expected = { ...of(), grants: expectation };
    expect(limits('revocations', { expected, expectedBefore: 399 }).expected?.limit).toBe(1);
    expect(limits('grants', { expected, expectedBefore: 399 }).expected?.limit).toBe(400);
  });
});

test('announced people may change where the others have used up the day, and more', () => {
  expect(roomIn({ ofCause: 10, ofAll: -5 }, 4)).toEqual({ ofCause: 14, ofAll: 4 });
  expect(roomIn({ ofCause: 10 }, 0)).toEqual({ ofCause: 10, ofAll: Number.POSITIVE_INFINITY });
});
