/**
 * What is said about a user's access, and what becomes of the account. The order in which it arrives does not matter,
 * except for looks: what was seen before anybody said anything is a reason of its own.
 */
import { type Account, type Decision, type EntityReasons, noReasons } from './account.ts';
import { newerAssignment, type RequestedAssignment } from './requested-assignment.ts';
import { mergeOrders, newest, type RevocationOrder } from './revocation-order.ts';

/** Times in milliseconds since the epoch. */
export type AccountChange =
  /** A publisher requests access, or extends or shortens what they requested under the same key. */
  | {
      readonly kind: 'request';
      readonly entityIds: readonly string[];
      readonly key: string;
      readonly assignment: RequestedAssignment;
    }
  /** A publisher ends the assignments of these keys, known or not. */
  | {
      readonly kind: 'end';
      readonly entityIds: readonly string[];
      readonly keys: readonly string[];
      readonly time: number;
      /** The event's identity. */
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
  /** The policy has decided. An older decision than the known one changes nothing. */
  | { readonly kind: 'decide'; readonly decision: Decision }
  /** A look shows access that nobody has said anything about so far. Of somebody who has left, it explains nothing. */
  | { readonly kind: 'see'; readonly entityIds: readonly string[]; readonly time: number };

/** The account with the change in it. */
export function changed(account: Account, change: AccountChange): Account {
  switch (change.kind) {
    case 'request':
      return withEntities(account, change.entityIds, (reasons) => ({
        ...withAssignments(reasons, [change.key], change.assignment),
        order: mergeOrders(reasons.order, { liftedAt: change.assignment.time }),
      }));
    case 'end': {
      const { entityIds, keys, time, event } = change;
      return withEntities(account, entityIds, (reasons) => ({
        ...withAssignments(reasons, keys, { time, event, isEnded: true }),
        baseline: replaced(reasons),
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
      return withEntities(account, change.entityIds, (reasons, entityId) =>
        withBaseline(account, reasons, entityId, change.time),
      );
  }
}

function withOrder(account: Account, entityIds: readonly string[], order: RevocationOrder): Account {
  return withEntities(account, entityIds, (reasons) => ({
    ...reasons,
    order: mergeOrders(reasons.order, order),
    baseline: replaced(reasons),
  }));
}

function decided(account: Account, decision: Decision): Account {
  if (account.decision !== undefined && !isNewer(decision, account.decision)) return account;
  const granted = [...decision.assignments.keys()];
  return {
    ...withEntities(account, granted, (reasons) => ({ ...reasons, baseline: replaced(reasons) })),
    decision,
    leftAt: newest(account.leftAt, decision.leftAt),
  };
}

function isNewer(one: Decision, other: Decision): boolean {
  return one.generation === other.generation ? one.revision > other.revision : one.generation > other.generation;
}

function withBaseline(account: Account, reasons: EntityReasons, entityId: string, seenAt: number): EntityReasons {
  const { requested, baseline, order } = reasons;
  if (baseline !== undefined || account.leftAt !== undefined) return reasons;
  const isReplaced =
    account.decision?.assignments.has(entityId) === true ||
    order?.orderedAt !== undefined ||
    [...requested.values()].some(({ isEnded }) => isEnded);
  return { ...reasons, baseline: { seenAt, isReplaced } };
}

function withEntities(
  account: Account,
  entityIds: readonly string[],
  change: (reasons: EntityReasons, entityId: string) => EntityReasons,
): Account {
  const entities = new Map(account.entities);
  for (const id of entityIds) entities.set(id, change(entities.get(id) ?? noReasons, id));
  return { ...account, entities };
}

function withAssignments(
  reasons: EntityReasons,
  keys: readonly string[],
  assignment: RequestedAssignment,
): EntityReasons {
  const requested = new Map(reasons.requested);
  for (const key of keys) requested.set(key, newerAssignment(requested.get(key), assignment));
  return { ...reasons, requested };
}

function replaced({ baseline }: EntityReasons): EntityReasons['baseline'] {
  return baseline && { ...baseline, isReplaced: true };
}
