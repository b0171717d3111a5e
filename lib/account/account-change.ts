/**
 * What is said about a user's access, and what becomes of the account. The order in which it arrives does not matter,
 * except for looks: what was seen before anybody said anything is a reason of its own.
 */
import { type Account, type Decision, decidedEntities, type EntityReasons, reasonsOf } from './account.ts';
import { isNewerDecision } from './decision-order.ts';
import { newerAssignment, type RequestedAssignment } from './requested-assignment.ts';
import { withoutRetracted } from './retraction.ts';
import { mergeOrders, newest, type RevocationOrder } from './revocation-order.ts';
import { withDecided, withoutReplaced } from './translated-request.ts';

/** Times in milliseconds since the epoch. */
export type AccountChange =
  /** A publisher requests access, or extends or shortens what they requested under the same key. */
  | {
      readonly kind: 'request';
      readonly entityIds: readonly string[];
      readonly key: string;
      readonly assignment: RequestedAssignment;
      /** The entity in which the user was created, if the event names it. */
      readonly home?: string | undefined;
    }
  /** A publisher approves what somebody requested. It is a reason of its own only where there is no other. */
  | { readonly kind: 'approve'; readonly entityIds: readonly string[]; readonly time: number }
  /** A publisher ends the assignments of these keys, known or not. */
  | {
      readonly kind: 'end';
      readonly entityIds: readonly string[];
      readonly keys: readonly string[];
      readonly time: number;
      /** The beginning of the event's identity. */
      readonly event: string;
    }
  /** Somebody orders that the user's access to these entities ends, whatever gave it. */
  | {
      readonly kind: 'order';
      readonly entityIds: readonly string[];
      readonly time: number;
      /** Whether only `unblock` lifts the order. */
      readonly hold: boolean;
    }
  /** An operator lifts the orders, held ones too. */
  | { readonly kind: 'unblock'; readonly entityIds: readonly string[]; readonly time: number }
  /** The policy has decided. A decision that is older than the known one, or as old, only names its entities. */
  | { readonly kind: 'decide'; readonly decision: Decision }
  /** A look shows access that nobody has said anything about so far. Of somebody who has left, it explains nothing. */
  | { readonly kind: 'see'; readonly entityIds: readonly string[]; readonly time: number };

/** The account with the change in it. */
export function changed(account: Account, change: AccountChange): Account {
  switch (change.kind) {
    case 'request':
      return withEntities(withHome(withoutRetracted(account, change), change), change.entityIds, (reasons) =>
        isForgotten(account, change.assignment.time) && !reasons.requested.has(change.key)
          ? reasons
          : withRequest(reasons, change),
      );
    case 'approve':
      return withEntities(account, change.entityIds, (reasons) =>
        isForgotten(account, change.time) ? reasons : withApproval(reasons, change.time),
      );
    case 'end': {
      const { entityIds, keys, time, event } = change;
      return withEntities(account, entityIds, (reasons) => ({
        ...withAssignments(withoutFallbacks(reasons), keys, { time, event, isEnded: true }),
      }));
    }
    case 'order':
      return withOrder(account, change.entityIds, {
        orderedAt: change.time,
        ...(change.hold && { heldAt: change.time }),
      });
    case 'unblock':
      return withEntities(account, change.entityIds, (reasons) => ({
        ...reasons,
        order: mergeOrders(reasons.order, { liftedAt: change.time, unblockedAt: change.time }),
      }));
    case 'decide':
      return decided(account, change.decision);
    case 'see':
      return account.leftAt === undefined
        ? withEntities(account, change.entityIds, (reasons) => withBaseline(reasons, change.time))
        : account;
  }
}

type Request = Extract<AccountChange, { kind: 'request' }>;

function withHome(account: Account, { home, assignment }: Request): Account {
  const { saidAt = -Infinity } = account.home ?? {};
  if (home === undefined || saidAt > assignment.time) return account;
  return { ...account, home: { entityId: home, saidAt: assignment.time } };
}

function withRequest(reasons: EntityReasons, { key, assignment }: Request): EntityReasons {
  return {
    ...withAssignments(reasons, [key], assignment),
    order: mergeOrders(reasons.order, { liftedAt: assignment.time }),
    approval: replaced(reasons.approval),
  };
}

function withApproval(reasons: EntityReasons, time: number): EntityReasons {
  const { approval } = reasons;
  return {
    ...reasons,
    approval: {
      time: Math.max(time, approval?.time ?? time),
      isReplaced: approval?.isReplaced || hasReason(reasons),
    },
  };
}

/** Whether what ended it may have been forgotten. */
function isForgotten({ forgottenAt }: Account, time: number): boolean {
  return forgottenAt !== undefined && time <= forgottenAt;
}

function withOrder(account: Account, entityIds: readonly string[], order: RevocationOrder): Account {
  return withEntities(account, entityIds, (reasons) => ({
    ...withoutFallbacks(reasons),
    order: mergeOrders(reasons.order, order),
  }));
}

function decided(account: Account, decision: Decision): Account {
  const named = withNamed(account, decision);
  if (account.decision !== undefined && !isNewerDecision(decision, account.decision)) return named;
  // What they had was there before it was seen, perhaps since before they left.
  const left = decision.hasLeft ? withEntities(named, [...named.entities.keys()], withoutBaseline) : named;
  return { ...left, decision, leftAt: newest(account.leftAt, decision.leftAt) };
}

/** What rules grant, or no longer grant, has no fallback. */
function withNamed(account: Account, decision: Decision): Account {
  const ruled = withEntities(account, [...decision.assignments.keys(), ...decision.ended.keys()], (reasons) => ({
    ...withoutFallbacks(reasons),
    isNamed: true,
  }));
  return withEntities(ruled, decidedEntities(decision), withDecided);
}

function withBaseline(reasons: EntityReasons, seenAt: number): EntityReasons {
  const { baseline, requested, isNamed = false } = reasons;
  if (baseline !== undefined) return reasons;
  const isReplaced = isNamed || isOrdered(reasons) || [...requested.values()].some(({ isEnded }) => isEnded);
  return { ...reasons, baseline: { seenAt, isReplaced } };
}

/** Whether somebody has said something about the entity, other than approvals. */
export function hasReason(reasons: Pick<EntityReasons, 'isNamed' | 'order' | 'requested'>): boolean {
  return reasons.isNamed === true || isOrdered(reasons) || reasons.requested.size > 0;
}

export function isOrdered({ order }: Pick<EntityReasons, 'order'>): boolean {
  return order?.orderedAt !== undefined;
}

function withEntities(
  account: Account,
  entityIds: readonly string[],
  change: (reasons: EntityReasons) => EntityReasons,
): Account {
  const entities = new Map(account.entities);
  for (const id of entityIds) entities.set(id, change(reasonsOf(account, id)));
  return { ...account, entities };
}

function withAssignments(
  reasons: EntityReasons,
  keys: readonly string[],
  assignment: RequestedAssignment,
): EntityReasons {
  const requested = new Map(reasons.requested);
  for (const key of keys) requested.set(key, newerAssignment(requested.get(key), assignment));
  return withoutReplaced({ ...reasons, requested });
}

/** What held only because nothing else was said is over. */
function withoutFallbacks(reasons: EntityReasons): EntityReasons {
  return { ...reasons, baseline: replaced(reasons.baseline), approval: replaced(reasons.approval) };
}

function withoutBaseline(reasons: EntityReasons): EntityReasons {
  return { ...reasons, baseline: replaced(reasons.baseline) };
}

function replaced<Fallback extends { isReplaced: boolean }>(fallback: Fallback | undefined): Fallback | undefined {
  return fallback && { ...fallback, isReplaced: true };
}
