/**
 * What is said about a user's access, and what becomes of the account. The order in which it arrives does not matter,
 * except for looks: what was seen before anybody said anything is a reason of its own.
 */
import { type Account, type Decision, type EntityReasons, noReasons } from './account.ts';
import { newerAssignment, type RequestedAssignment } from './requested-assignment.ts';
import { mergeOrders, newest, type RevocationOrder } from './revocation-order.ts';

/** A publisher requests access, or extends or shortens what they requested under the same key. */
export function request(
  account: Account,
  entityIds: readonly string[],
  key: string,
  assignment: RequestedAssignment,
): Account {
  return withEntities(account, entityIds, (reasons) => ({
    ...withAssignments(reasons, [key], assignment),
    order: mergeOrders(reasons.order, { liftedAt: assignment.time }),
  }));
}

/** A publisher ends the assignments of these keys, known or not. */
export function endAssignments(
  account: Account,
  entityIds: readonly string[],
  keys: readonly string[],
  { time, event }: Pick<RequestedAssignment, 'time' | 'event'>,
): Account {
  return withEntities(account, entityIds, (reasons) => ({
    ...withAssignments(reasons, keys, { time, event, isEnded: true }),
    baseline: replaced(reasons),
  }));
}

/** Somebody orders that the user's access to these entities ends, whatever gave it. */
export function orderEnd(
  account: Account,
  entityIds: readonly string[],
  time: number,
  { hold }: { readonly hold: boolean },
): Account {
  const order: RevocationOrder = hold ? { orderedAt: time, heldAt: time } : { orderedAt: time };
  return withEntities(account, entityIds, (reasons) => ({
    ...reasons,
    order: mergeOrders(reasons.order, order),
    baseline: replaced(reasons),
  }));
}

/** An operator lifts the orders, held ones too. */
export function unblock(account: Account, entityIds: readonly string[], time: number): Account {
  return withEntities(account, entityIds, (reasons) => ({
    ...reasons,
    order: mergeOrders(reasons.order, { liftedAt: time, unblockedAt: time }),
  }));
}

/** The policy has decided. An older decision than the known one changes nothing. */
export function decide(account: Account, decision: Decision): Account {
  if (account.decision !== undefined && !isNewer(decision, account.decision)) return account;
  const granted = [...decision.assignments.keys()];
  return {
    ...withEntities(account, granted, (reasons) => ({ ...reasons, baseline: replaced(reasons) })),
    decision,
    leftAt: newest(account.leftAt, decision.leftAt),
  };
}

/** A look shows access that nobody has said anything about so far. Of somebody who has left, it explains nothing. */
export function seeBaseline(account: Account, entityIds: readonly string[], seenAt: number): Account {
  return withEntities(account, entityIds, (reasons, entityId) => {
    const { requested, baseline, order } = reasons;
    if (baseline !== undefined || account.leftAt !== undefined) return reasons;
    const isReplaced =
      account.decision?.assignments.has(entityId) === true ||
      order?.orderedAt !== undefined ||
      [...requested.values()].some(({ isEnded }) => isEnded);
    return { ...reasons, baseline: { seenAt, isReplaced } };
  });
}

function isNewer(one: Decision, other: Decision): boolean {
  return (
    one.generation - other.generation > 0 || (one.generation === other.generation && one.revision > other.revision)
  );
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
