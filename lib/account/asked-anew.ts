/** Forgets what Zuora refused before, where an event asks for it anew. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';
import { knownEntities } from './known-entities.ts';
import type { SaidChange } from './open-change.ts';

export function withoutRefusals(known: LinkedAccount, said: SaidChange, now: number): LinkedAccount {
  const access = new Map(known.access);
  for (const id of entitiesOf(known, said, now)) {
    const { refusal, ...others } = access.get(id) ?? {};
    if (refusal !== undefined) access.set(id, others);
  }
  return { ...known, access };
}

/** Of a decision, the entities that it grants, and those to which access is to end. It does not ask for what others want. */
function entitiesOf(known: LinkedAccount, said: SaidChange, now: number): readonly string[] {
  if (said.kind !== 'decide') return said.entityIds;
  const wanted = desired(known.account, now);
  return knownEntities(known).filter((id) => !wanted.get(id) || said.decision.assignments.has(id));
}
