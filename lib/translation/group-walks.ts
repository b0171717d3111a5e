/**
 * Tells which walks find everybody who was in a group that ended. Two walks have to begin after the end is written: one soon,
 * and one when every invocation is over that was under way. Such an invocation may not have seen the end, and may write a
 * member whom an earlier walk has passed.
 */
import { type KnownGroup, membersEndedAt } from '../people/known-group.ts';

const minute = 60_000;

/** SQS allows no more. */
const maxDelay = 15 * minute;

/** Whether memberships are over for which no walks were sent. Sent again, after a crash, they do no harm. */
export function needsWalks(group: KnownGroup): boolean {
  return group.walkedFor === undefined || group.walkedFor < membersEndedAt(group);
}

/**
 * Walks that were sent before and begin later find the members too. So however often a group ends, a walk begins once in a
 * while.
 *
 * @param now after the end was written; milliseconds since the epoch
 * @param functionTimeout how long an invocation can take; milliseconds
 * @returns after how many milliseconds each walk begins that is still to be sent
 */
export function walkDelays({ lastWalkAt = 0 }: KnownGroup, now: number, functionTimeout: number): readonly number[] {
  const between = Math.max(minute, functionTimeout);
  if (lastWalkAt <= now) return [0, between];
  if (lastWalkAt >= now + functionTimeout) return [];
  return [Math.min(lastWalkAt - now + between, maxDelay)];
}
