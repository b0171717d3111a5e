/** Says how many people may change before an operator is asked. */
import type { SafeguardThresholds } from '../policy/safeguard-settings.ts';
import type { Direction } from './effect.ts';
import type { Expectation } from './expectation.ts';
import type { RecentCounts } from './recent-counts.ts';
import { expectedCounter } from './safeguard-item.ts';

/** The most people that may be counted in this hour. */
export interface Limits {
  readonly ofCause: number;
  /** By all causes together, so that a day does not pass its threshold; undefined for no limit. */
  readonly ofAll?: number | undefined;
  /** Of people who are expected: they are counted apart. Undefined if nobody is expected. */
  readonly expected?: ExpectedLimit | undefined;
}

export interface ExpectedLimit {
  /** The name of the counter. */
  readonly name: string;
  readonly limit: number;
}

/**
 * @param source of the change; undefined if no source has just said something
 * @param at milliseconds since the epoch
 */
export function limitsOf(
  thresholds: SafeguardThresholds,
  { activePeople = 0, expected, revokedBefore, expectedBefore }: RecentCounts,
  direction: Direction,
  source: string | undefined,
  at: number,
): Limits {
  const { people, percent } = thresholds[direction];
  const limitOf = (percentage: number) => Math.max(people, Math.floor((activePeople * percentage) / 100));
  const isOfDay = direction === 'revocations';
  const expectation = expected[direction];
  return {
    ofCause: limitOf(percent),
    ...(isOfDay && { ofAll: limitOf(thresholds.revocations.percentADay) - revokedBefore }),
    ...(isExpected(expectation, source, at) && {
      expected: {
        name: expectedCounter(direction, expectation),
        limit: expectation.count - (isOfDay ? expectedBefore : 0),
      },
    }),
  };
}

/**
 * How many people may change, by one cause and by all together.
 *
 * @param expected how many people are expected: they may change besides, also where the others have used up the day
 */
export function roomIn(
  { ofCause, ofAll = Number.POSITIVE_INFINITY }: Limits,
  expected: number,
): Readonly<Record<'ofCause' | 'ofAll', number>> {
  return { ofCause: Math.max(0, ofCause) + expected, ofAll: Math.max(0, ofAll) + expected };
}

function isExpected(
  expectation: Expectation | undefined,
  source: string | undefined,
  at: number,
): expectation is Expectation {
  if (expectation === undefined || at >= Date.parse(expectation.until)) return false;
  return expectation.source === undefined || expectation.source === source;
}
