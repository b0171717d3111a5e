/** What Zuora refused before is no answer where an event asks anew. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';
import { knownEntities } from './known-entities.ts';
import type { SaidEvent } from './lease.ts';
import type { OpenChange, SaidChange } from './open-change.ts';

/**
 * Forgets what Zuora refused. A request whose outcome is unknown stays so, unless another event, or a message of this one that
 * was sent since, gives access: while the same message comes again, an administrator may deny it.
 *
 * @param sentAt when the event's message was sent, maybe by a redrive; milliseconds since the epoch
 */
export function withoutRefusals(
  known: LinkedAccount,
  { event, change }: SaidEvent,
  sentAt: number,
  now: number,
): LinkedAccount {
  const access = new Map(known.access);
  const gives = change.kind === 'request' || change.kind === 'decide';
  for (const id of askedEntities(known, change, now)) {
    const { refusal: _, ...others } = access.get(id) ?? {};
    const { outcomeUnknownAt, outcomeUnknownOf, ...rest } = others;
    const isAnew = gives && (outcomeUnknownOf !== event || (outcomeUnknownAt ?? 0) < sentAt);
    if (access.has(id)) access.set(id, isAnew ? rest : others);
  }
  return { ...known, access };
}

/** Whether a change itself asks for the access to an entity. */
export function asksFor(change: OpenChange['change'], entityId: string): boolean {
  if (change.kind === 'decide') return change.decision.assignments.has(entityId);
  return change.kind === 'request' && change.entityIds.includes(entityId);
}

/** Of a decision, the entities that it grants, and those to which access is to end. It does not ask for what others want. */
function askedEntities(known: LinkedAccount, said: SaidChange, now: number): readonly string[] {
  if (said.kind !== 'decide') return said.entityIds;
  const wanted = desired(known.account, now);
  return knownEntities(known).filter((id) => !wanted.get(id) || asksFor(said, id));
}
