/** Says when an account is to be looked at without an event. */
import type { LinkedAccount } from './account-item.ts';
import { isToldByNextLook } from './begun-write.ts';
import { isOutdated } from './decision-order.ts';
import { desired, nextExpiry } from './desired.ts';
import { type EntityAccess, lastAskedAt, lookName } from './entity-access.ts';
import type { AccountLease } from './lease.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Whether an administrator grants a request is read at growing intervals. */
export const shortestInterval = 10 * minute;
const longestInterval = day;

/** Longer than a look may take. */
const cutOffAfter = 10 * minute;

/**
 * After a failed look, or an event about a user whom Zuora does not know. An entity with an unanswered write is open again
 * by then.
 */
export const firstRepetition = 5 * minute;

/** So long an administrator is waited for. */
export const patience = 30 * day;

/**
 * When the account is due next, if everything was done that could be done when the attempt began.
 *
 * @param begunAt an assignment that ended since may have been taken for a valid one, and an open entity for a closed one
 * @returns milliseconds since the epoch; undefined if only an event can change something
 */
function nextDue({ account, access }: LinkedAccount, now: number, begunAt: number): number | undefined {
  const wanted = desired(account, now);
  const reads = [...access].map(([id, known]) => nextRead(known, wanted.get(id) ?? false, now, begunAt));
  return earliest([nextExpiry(account, begunAt), ...reads]);
}

/** When an account is due next, after an attempt at an event or a look that did not fail; as `nextDue`. */
export function dueAfterRelease(
  { event, openSince, isRetracting, stored }: Pick<AccountLease, 'event' | 'openSince' | 'isRetracting' | 'stored'>,
  learned: LinkedAccount,
  now: number,
): number | undefined {
  if (event === lookName) return nextDue(learned, now, openSince);
  // The event brings only its own entities to what is to exist.
  if (isRetracting) return now;
  const { change } = stored.openChanges.get(event) ?? {};
  // Its rules may have taken the place of a baseline or an approval. It is not carried out, so a look is to end that access.
  if (change?.kind === 'decide' && isOutdated(change.decision, learned.account)) return now;
  return dueAfterEvent(stored, learned, now, openSince);
}

/**
 * When the earliest of the attempts began that end with this one. A look brings every entity to what is desired now, whatever
 * was cut off before.
 */
export function openSinceOf(event: string, { openChanges }: LinkedAccount, now: number): number {
  return event === lookName ? now : Math.min(now, ...[...openChanges.values()].map(({ begunAt }) => begunAt));
}

/**
 * When an account is due after an event, which brings only its own entities to what is desired. A look that was to come is
 * still to come: it may be for something else.
 */
function dueAfterEvent(
  { dueAt }: Pick<LinkedAccount, 'dueAt'>,
  learned: LinkedAccount,
  now: number,
  begunAt: number,
): number | undefined {
  return earliest([dueAt, hasUnheardWrite(learned, now) ? now : undefined, nextDue(learned, now, begunAt)]);
}

/** Whether a look tells more of a write whose answer nobody heard. What one cannot tell, the next one cannot either. */
function hasUnheardWrite({ access }: LinkedAccount, now: number): boolean {
  return [...access.values()].some((known) => (known.closedUntil ?? 0) <= now && isToldByNextLook(known));
}

/**
 * When an account is due after a look that failed. An end that comes first is not put off.
 *
 * @param failedLooks how many failed in a row, this one among them
 * @returns milliseconds since the epoch
 */
export function dueAfterFailedLook(
  { account }: LinkedAccount,
  failedLooks: number,
  now: number,
  begunAt: number,
): number | undefined {
  const repeatedAt = now + Math.min(firstRepetition * 2 ** (failedLooks - 1), longestInterval);
  return earliest([repeatedAt, nextExpiry(account, begunAt)]);
}

/** When an account is due if the look at it that begins now is cut off; milliseconds since the epoch. */
export function dueAfterCutOff(now: number): number {
  return now + cutOffAfter;
}

function nextRead(access: EntityAccess, isDesired: boolean, now: number, begunAt: number): number | undefined {
  const { closedUntil = 0, refusal } = access;
  // One that has opened since the attempt began was left as it was.
  if (closedUntil > begunAt) return closedUntil;
  const since = lastAskedAt(access);
  if (since === undefined || refusal !== undefined) return undefined;
  // A pending request of somebody who is to have no access is denied by the event or the look that says so.
  if (!isDesired || now - since >= patience) return undefined;
  return now + Math.min(Math.max(now - since, shortestInterval), longestInterval);
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
