/** What Zuora refused before is no answer where an event asks anew. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';
import { knownEntities } from './known-entities.ts';
import type { SaidChange } from './open-change.ts';

/**
 * Forgets what Zuora refused. A request whose outcome is unknown stays so, unless a message that was sent since gives access:
 * while the same one comes again, an administrator may deny it.
 *
 * @param sentAt when the message was sent, maybe by a redrive; milliseconds since the epoch
 */
export function withoutRefusals(known: LinkedAccount, said: SaidChange, sentAt: number, now: number): LinkedAccount {
  const access = new Map(known.access);
  const gives = said.kind === 'request' || said.kind === 'decide';
  for (const id of askedEntities(known, said, now)) {
    const { refusal: _, outcomeUnknownAt, ...others } = access.get(id) ?? {};
    const isKept = outcomeUnknownAt !== undefined && !(gives && outcomeUnknownAt < sentAt);
    if (access.has(id)) access.set(id, isKept ? { ...others, outcomeUnknownAt } : others);
  }
  return { ...known, access };
}

/** Of a decision, the entities that it grants, and those to which access is to end. It does not ask for what others want. */
export function askedEntities(known: LinkedAccount, said: SaidChange, now: number): readonly string[] {
  if (said.kind !== 'decide') return said.entityIds;
  const wanted = desired(known.account, now);
  return knownEntities(known).filter((id) => !wanted.get(id) || said.decision.assignments.has(id));
}
