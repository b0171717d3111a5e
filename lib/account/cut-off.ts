/** What is known of an attempt that was cut off: it may have written to Zuora, and nobody heard the answer. */
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { asksFor } from './asked-anew.ts';
import { begunBy, withBegun } from './begun-write.ts';
import { desired } from './desired.ts';
import {
  type Answer,
  type EntityAccess,
  isOutcomeUnknown,
  mayBeDenied,
  mayBePending,
  mayExist,
  shownAt,
  type Write,
} from './entity-access.ts';
import { afterLook, afterWrite } from './entity-learning.ts';
import { nextStep } from './entity-step.ts';
import { knownEntities } from './known-entities.ts';
import type { AccountLease } from './lease.ts';
import { newestRequest, notBeforeRequest } from './newest-statement.ts';
import { type OpenChange, type SaidChange, saysTheSame } from './open-change.ts';
import { isSuperseded, oppositionsTo } from './opposition.ts';

/** What the event's own record says of an attempt's write in an entity. Zuora may have refused one that it did not accept. */
export type RecordedIn = (entityId: string) => 'accepted' | 'not-accepted' | 'not-written' | 'nothing';

/** What an attempt says. Its end does not matter. */
export function withSaid(linked: LinkedAccount, change: OpenChange['change']): LinkedAccount {
  return change.kind === 'look' ? linked : { ...linked, account: changed(linked.account, change) };
}

/** The account with all that its open changes say: they count already. */
export function withOpenChanges(linked: LinkedAccount): LinkedAccount {
  return [...linked.openChanges.values()].reduce((said, { change }) => withSaid(said, change), linked);
}

/**
 * What an attempt did, after what it says. It brought each entity to what was desired then, if there was anything to do.
 *
 * @param event of the attempt
 */
export function withAttempt(
  linked: LinkedAccount,
  event: string,
  { change, begunAt, owner }: OpenChange,
  recordedIn: RecordedIn,
): LinkedAccount {
  // An operator's command writes nothing to Zuora.
  if (change.kind === 'unblock') return linked;
  if (!isCarriedOut(linked, change, begunAt)) return linked;
  const access = new Map(linked.access);
  const wanted = desired(linked.account, begunAt);
  const gives: Write = change.kind === 'approve' ? 'approve' : 'request';
  const entityIds = 'entityIds' in change ? change.entityIds : knownEntities(linked);
  for (const id of entityIds) {
    const write: Write = wanted.get(id) ? gives : 'deny';
    const known = access.get(id) ?? {};
    const recorded = recordedIn(id);
    const isAccepted = recorded === 'accepted';
    const mayHaveWritten =
      write === 'deny' ? mayHaveDenied(linked, change, id) : mayHaveAsked(linked, change, id, begunAt);
    // What Zuora accepted is the approval of a request that was there before. It was announced.
    const isRequestedBefore = write === 'request' && !mayHaveWritten && (known.askedAt ?? begunAt) < begunAt;
    if (isRequestedBefore) continue;
    // A denial that Zuora refused has told that no request is pending.
    const isRefused = recorded === 'not-accepted' && write === 'deny' && mayBePending(known);
    if (!isAccepted && !isRefused && (recorded !== 'nothing' || !mayHaveWritten)) continue;
    const answer: Answer = isAccepted ? { is: 'accepted' } : { is: 'unknown', until: begunAt };
    const attempt = { at: begunAt, by: owner, event };
    const begun = { ...begunBy(attempt, write, linked.account, id), ...(isAccepted && { isAccepted }) };
    const isUnknown = write === 'request' && isOutcomeUnknown(known);
    if (isUnknown && !asksFor(change, id)) continue;
    // Whether it is to be sent again, the message says when it comes back.
    const at = isAccepted ? notBeforeRequest(linked.account, id, begunAt) : begunAt;
    const after = isUnknown && !isAccepted ? known : afterWrite(known, write, answer, false, at);
    access.set(id, !isAccepted && isDoneBefore(known, write) ? after : withBegun(after, begun));
  }
  return { ...linked, access };
}

function isCarriedOut(
  { account }: LinkedAccount,
  change: Exclude<OpenChange['change'], { kind: 'unblock' }>,
  at: number,
) {
  return change.kind === 'look' || !isSuperseded(change, account, oppositionsTo(change, account, at));
}

/** Only an event that ends access in named entities denies what no look has shown. */
function mayHaveDenied({ access, firstLookAt }: LinkedAccount, change: OpenChange['change'], id: string): boolean {
  return firstLookAt === undefined || 'entityIds' in change || mayExist(access.get(id) ?? {});
}

/** Nobody asks again for access that was shown, or is pending, or was taken or refused, unless something newer is said. */
function mayHaveAsked(
  { access, account }: LinkedAccount,
  change: OpenChange['change'],
  id: string,
  begunAt: number,
): boolean {
  // What was closed when the attempt began may have been open when it looked.
  const { closedUntil: _, refusal, outcomeUnknownAt, ...others } = access.get(id) ?? {};
  const approves = change.kind === 'approve';
  const wish = {
    ...{ isDesired: true, isProtected: false, approves },
    ...{ saidAt: newestRequest(account, id, approves, begunAt), leftAt: account.leftAt },
  };
  // The event may have been sent again because of what Zuora refused.
  const known = asksFor(change, id) || approves ? others : { refusal, outcomeUnknownAt, ...others };
  return nextStep(afterLook(known, false, wish, begunAt), false, wish, begunAt).do !== 'nothing';
}

/**
 * Whether the access was there before, or Zuora accepted the same: access that is found there was given for that, and not for
 * the attempt.
 */
function isDoneBefore(known: EntityAccess, write: Write): boolean {
  if (write === 'deny' || mayBeDenied(known)) return false;
  return (shownAt(known) ?? (write === 'request' ? known.askedAt : known.approvedAt)) !== undefined;
}

/** The account without an open change: its attempt is over. */
export function withoutChange(linked: LinkedAccount, event: string): LinkedAccount {
  const openChanges = new Map(linked.openChanges);
  openChanges.delete(event);
  return { ...linked, openChanges };
}

/**
 * The account with this version of the event open, if an attempt at an earlier version was cut off.
 *
 * @returns undefined if none was
 */
export function withCorrection(lease: AccountLease, change: SaidChange): LinkedAccount | undefined {
  const { stored, known, event, owner, begunAt } = lease;
  const { change: earlier } = stored.openChanges.get(event) ?? {};
  if (earlier === undefined || saysTheSame(earlier, change)) return undefined;
  return { ...known, openChanges: new Map([...known.openChanges, [event, { change, begunAt, owner }]]) };
}
