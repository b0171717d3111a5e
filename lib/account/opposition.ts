/** Tells what keeps an event from counting in an entity: what somebody else has said since. */
import { type Account, type Decision, decidedEntities, reasonsOf } from './account.ts';
import { isOutdated } from './decision-order.ts';
import { blocksOf, desired } from './desired.ts';
import { newestStatement } from './newest-statement.ts';
import type { SaidChange } from './open-change.ts';
import { newestOrder } from './revocation-order.ts';
import { isReplacedByDecision } from './translated-request.ts';

/** What counts instead of an event. */
export interface Opposition {
  readonly by: 'order' | 'end' | 'request' | 'approval' | 'leaving' | 'policy' | 'removal' | 'safeguard';
  /** Milliseconds since the epoch; undefined for a policy and the safeguard, which have no time. */
  readonly time?: number | undefined;
}

/** Whether nothing of what an event says counts. */
export function isSuperseded(
  said: SaidChange,
  account: Account,
  oppositions: ReadonlyMap<string, Opposition>,
): boolean {
  if (said.kind === 'decide') return isOutdated(said.decision, account);
  return said.entityIds.every((id) => oppositions.has(id));
}

/** @returns by entity id; an entity in which the event counts is left out */
export function oppositionsTo(said: SaidChange, account: Account, now: number): ReadonlyMap<string, Opposition> {
  if (said.kind === 'decide') return againstDecision(said.decision, account);
  const wanted = desired(account, now);
  const opposed = said.entityIds.map((id) => [id, oppositionIn(said, account, id, wanted.get(id) ?? false)] as const);
  return new Map(opposed.flatMap(([id, opposition]) => (opposition === undefined ? [] : [[id, opposition] as const])));
}

/** A decision counts as a whole, or not at all. */
function againstDecision(decision: Decision, account: Account): ReadonlyMap<string, Opposition> {
  if (!isOutdated(decision, account)) return new Map();
  return new Map(decidedEntities(decision).map((id) => [id, { by: 'policy' }]));
}

function oppositionIn(
  said: Exclude<SaidChange, { kind: 'decide' }>,
  account: Account,
  entityId: string,
  isDesired: boolean,
): Opposition | undefined {
  switch (said.kind) {
    case 'request':
      return isDesired ? undefined : againstGrant(account, entityId, said.assignment.time, said.key);
    case 'approve':
      return isDesired ? undefined : againstGrant(account, entityId, said.time);
    case 'order':
      return isDesired ? againstOrder(account, entityId, said.time) : undefined;
    case 'end':
    case 'unblock':
      return undefined;
  }
}

/** @returns undefined if nothing was said against it: its own end has passed */
function againstGrant(account: Account, entityId: string, time: number, key?: string): Opposition | undefined {
  const reasons = reasonsOf(account, entityId);
  const { order = {}, requested, approval } = reasons;
  const orderedAt = newestOrder(order);
  if (orderedAt >= time || blocksOf(account, entityId).some(({ kind }) => kind === 'ordered')) {
    return { by: 'order', time: orderedAt };
  }
  if (account.leftAt !== undefined && account.leftAt >= time) return { by: 'leaving', time: account.leftAt };
  const isReplaced = key !== undefined && isReplacedByDecision(reasons, key);
  if (isReplaced || blocksOf(account, entityId).length > 0) return { by: 'policy' };
  const assignment = key === undefined ? undefined : requested.get(key);
  if (assignment?.isEnded) return { by: 'end', time: assignment.time };
  // There was another reason for the access, and it is over.
  if (key === undefined && approval?.isReplaced) return { by: 'end', time: newestStatement(account, entityId) };
  // The account did not take it up: what ended it may have been forgotten.
  const isHeard = (key === undefined ? approval : assignment) !== undefined;
  return isHeard ? undefined : { by: 'end', time: account.forgottenAt };
}

function againstOrder(account: Account, entityId: string, time: number): Opposition {
  const { order = {}, approval } = reasonsOf(account, entityId);
  const { liftedAt = time } = order;
  return approval !== undefined && approval.time > liftedAt
    ? { by: 'approval', time: approval.time }
    : { by: 'request', time: liftedAt };
}
