/** Says how many people may change before an operator is asked. */
import type { SafeguardThresholds } from '../policy/safeguard-settings.ts';
import type { Direction } from './effect.ts';
import type { Expectation } from './expectation.ts';
import type { RecentCounts } from './recent-counts.ts';

/** The most people that may be counted in this hour. */
export interface Limits {
  readonly ofCause: number;
  /** By all causes together, so that a day does not pass its threshold; undefined for no limit. */
  readonly ofAll?: number | undefined;
}

/**
 * @param source of the change; undefined if no source has just said something
 * @param at milliseconds since the epoch
 */
export function limitsOf(
  thresholds: SafeguardThresholds,
  { activePeople = 0, expected, revokedBefore }: RecentCounts,
  direction: Direction,
  source: string | undefined,
  at: number,
): Limits {
  const { people, percent } = thresholds[direction];
  const more = countOf(expected[direction], source, at);
  const limitOf = (percentage: number) => Math.max(people, Math.floor((activePeople * percentage) / 100)) + more;
  const ofCause = limitOf(percent);
  if (direction === 'grants') return { ofCause };
  return { ofCause, ofAll: limitOf(thresholds.revocations.percentADay) - revokedBefore };
}

function countOf(expectation: Expectation | undefined, source: string | undefined, at: number): number {
  if (expectation === undefined || at >= Date.parse(expectation.until)) return 0;
  const { source: only, count } = expectation;
  return only === undefined || only === source ? count : 0;
}
