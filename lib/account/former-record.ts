/**
 * Takes over what an earlier release remembered of a user: the newest event of every entity. It did not know assignments, so
 * a grant is a reason until a request, a rule or an end names the entity.
 */
import type { OpenEvent, Precedent, UserItem } from '../ledger/user-item.ts';
import type { EntityReasons } from './account.ts';
import type { LinkedAccount } from './account-item.ts';
import type { EntityAccess } from './entity-access.ts';
import { mergeOrders } from './revocation-order.ts';

/** @param former undefined if the earlier release knew nothing of the user */
export function withFormerRecord(linked: LinkedAccount, former: UserItem | undefined): LinkedAccount {
  if (!former) return { ...linked, isTakenOver: true };
  const { precedents, openEvents, revokedBefore } = former;
  const unlisted = revokedBefore === undefined ? undefined : { orderedAt: revokedBefore };
  const entities = new Map(linked.account.entities);
  const access = new Map(linked.access);
  for (const [id, precedent] of precedents) {
    entities.set(id, { ...reasonsOf(precedent), ...entities.get(id) });
    access.set(id, { ...accessOf(precedent), ...access.get(id) });
  }
  for (const event of openEvents.values()) {
    for (const id of event.entityIds) {
      if (event.grants) access.set(id, { ...access.get(id), ...maybeAsked(event) });
      else entities.set(id, withOrder(entities.get(id) ?? { requested: new Map(), order: unlisted }, event.time));
    }
  }
  return {
    ...linked,
    account: { ...linked.account, entities, unlisted },
    access,
    spelling: linked.spelling ?? former.spelling,
    isTakenOver: true,
  };
}

function reasonsOf({ grants, time, revokedAt }: Precedent): EntityReasons {
  return {
    requested: new Map(),
    ...(grants && { approval: { time, isReplaced: false } }),
    ...(revokedAt !== undefined && { order: { orderedAt: revokedAt, ...(grants && { liftedAt: time }) } }),
  };
}

function accessOf({ requestedAt, unansweredUntil }: Precedent): EntityAccess {
  return {
    ...(requestedAt !== undefined && { askedAt: requestedAt }),
    ...(unansweredUntil !== undefined && { closedUntil: unansweredUntil }),
  };
}

/** Its attempt was cut off, unless Zuora accepted it. */
function maybeAsked({ isMade = false, begunAt }: OpenEvent): EntityAccess {
  return isMade ? { askedAt: begunAt } : { unansweredAt: begunAt };
}

function withOrder(reasons: EntityReasons, orderedAt: number): EntityReasons {
  return { ...reasons, order: mergeOrders(reasons.order, { orderedAt }) };
}
