/** Who has access to an entity, as far as the linked accounts tell. */
import { type Account, type EntityReasons, homeOf, reasonsOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { type Assignment, assignmentsOf, type Block, blocksOf, desired } from '../../lib/account/desired.ts';
import { lastAskedAt, mayExist, shownAt } from '../../lib/account/entity-access.ts';
import { pendingAccess } from './pending-access.ts';

/** Times in milliseconds since the epoch. */
export interface EntityHolder {
  /** The account's id in the audit log. */
  readonly account: string;
  readonly username: string;
  readonly entityId: string;
  readonly state: HolderState;
  /** The reasons for the access that are valid now. */
  readonly reasons: readonly HolderReason[];
  /** What forbids the access. */
  readonly blocks: readonly Block[];
  /** When a look last showed the access. */
  readonly seenAt?: number | undefined;
  /** When the newest request was sent that may be pending. */
  readonly requestedAt?: number | undefined;
  /** Why Zuora refused the last change for good. */
  readonly refusal?: string | undefined;
}

export type HolderState =
  /** A look showed the access. */
  | 'verified'
  /** The request is sent: see `pending`. */
  | 'requested'
  | 'pending'
  | 'unconfirmed'
  | 'outcome-unknown'
  | 'unanswered'
  /** Access is to exist, and nothing was sent yet. */
  | 'not-requested'
  /** Access is to exist, and Zuora has never shown the user. */
  | 'waiting-for-account'
  /** Somebody else took it. */
  | 'removed-outside'
  /** Zuora refused for good to give it. */
  | 'failed'
  /** Zuora may still work on an earlier change. */
  | 'closed'
  /** Access is not to exist, and may exist still. */
  | 'ending'
  /** Access is not to exist, and Zuora refused for good to end it. */
  | 'not-ended'
  /** Zuora shows the access, and nothing explains it. */
  | 'unmanaged'
  /** Access is not to exist, and does not. Something forbids it. */
  | 'blocked'
  /** Access is not to exist, and does not. */
  | 'ended';

export type HolderReason =
  | { readonly kind: 'rule'; readonly rules: readonly string[]; readonly expiresAt?: number | undefined }
  | {
      readonly kind: 'request';
      readonly assignment: string;
      /** When the publisher said it. */
      readonly saidAt?: number | undefined;
      /** The beginning of the event's identity. */
      readonly event?: string | undefined;
      readonly expiresAt?: number | undefined;
      readonly ticket?: string | undefined;
      readonly approvedBy?: readonly string[] | undefined;
    }
  | {
      readonly kind: 'baseline' | 'approval';
      /** When the access was first seen, or when the publisher said it. */
      readonly saidAt?: number | undefined;
    };

/** States of people who have no access, and are to have none. */
const over: readonly HolderState[] = ['blocked', 'ended'];

/** Whether the person has access, may have it, or is to have it. */
export function isHolding({ state }: EntityHolder): boolean {
  return !over.includes(state);
}

/**
 * @param now milliseconds since the epoch
 * @returns undefined if nothing about the account names the entity
 */
export function holderOf(linked: LinkedAccount, entityId: string, now: number): EntityHolder | undefined {
  const { id, login, account, access } = linked;
  const isDesired = desired(account, now).get(entityId);
  const known = access.get(entityId);
  const isUnmanaged = linked.unmanaged?.has(entityId) ?? false;
  if (isDesired === undefined && known === undefined && !isUnmanaged) return undefined;
  // Zuora ends nobody's access there.
  const isAtHome = entityId === homeOf(account) && shownAt(known ?? {}) !== undefined;
  const stateOf = isDesired || isAtHome ? wantedState : unwantedState;
  return {
    ...{ account: id, username: login, entityId },
    state: isUnmanaged ? 'unmanaged' : stateOf(linked, entityId, now),
    reasons: reasonsFor(account, entityId, now),
    blocks: blocksOf(account, entityId),
    ...{ seenAt: shownAt(known ?? {}), requestedAt: lastAskedAt(known ?? {}), refusal: known?.refusal?.reason },
  };
}

function wantedState(linked: LinkedAccount, entityId: string, now: number): HolderState {
  const known = linked.access.get(entityId) ?? {};
  const { closedUntil = 0, removedAt, refusal } = known;
  if (closedUntil > now) return 'closed';
  if (shownAt(known) !== undefined) return 'verified';
  if (removedAt !== undefined) return 'removed-outside';
  if (refusal !== undefined && refusal.write !== 'deny') return 'failed';
  const pending = pendingAccess(linked, now).find((one) => one.entityId === entityId);
  return pending?.state ?? 'not-requested';
}

function unwantedState(linked: LinkedAccount, entityId: string, now: number): HolderState {
  const known = linked.access.get(entityId) ?? {};
  const { closedUntil = 0, refusal } = known;
  if (closedUntil > now) return 'closed';
  if (refusal?.write === 'deny') return 'not-ended';
  if (mayExist(known) || isUnderWay(linked, entityId)) return 'ending';
  return blocksOf(linked.account, entityId).length > 0 ? 'blocked' : 'ended';
}

/** Whether an attempt has yet to bring the entity to what is to exist. */
function isUnderWay({ openChanges, failedLooks = 0 }: LinkedAccount, entityId: string): boolean {
  const isNamed = [...openChanges.values()].some(
    ({ change }) => !('entityIds' in change) || change.entityIds.includes(entityId),
  );
  return isNamed || failedLooks > 0;
}

function reasonsFor(account: Account, entityId: string, now: number): readonly HolderReason[] {
  const reasons = reasonsOf(account, entityId);
  const ruleExpiresAt = account.decision?.assignments.get(entityId)?.expiresAt;
  return assignmentsOf(account, entityId, now).map((assignment) =>
    assignment.kind === 'rule' ? { ...assignment, expiresAt: ruleExpiresAt } : reasonFor(reasons, assignment),
  );
}

function reasonFor(
  { requested, baseline, approval }: EntityReasons,
  assignment: Exclude<Assignment, { kind: 'rule' }>,
): HolderReason {
  switch (assignment.kind) {
    case 'request': {
      const { time: saidAt, event, expiresAt, ticket, approvedBy } = requested.get(assignment.key) ?? {};
      return { kind: 'request', assignment: assignment.key, saidAt, event, expiresAt, ticket, approvedBy };
    }
    case 'baseline':
      return { kind: 'baseline', saidAt: baseline?.seenAt };
    case 'approval':
      return { kind: 'approval', saidAt: approval?.time };
  }
}
