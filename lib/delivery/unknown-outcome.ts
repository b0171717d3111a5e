/** Says for which entities nobody can tell whether an event's request is pending: Zuora refused it after one without an answer. */

import type { LinkedAccount } from '../account/account-item.ts';
import { asksFor } from '../account/asked-anew.ts';
import { desired } from '../account/desired.ts';
import { isOutcomeUnknown } from '../account/entity-access.ts';
import type { SaidChange } from '../account/open-change.ts';
import type { Opposition } from '../account/opposition.ts';

interface Learnt {
  readonly learned: LinkedAccount;
  /** What counts instead of the event, by entity id. */
  readonly oppositions: ReadonlyMap<string, Opposition>;
}

/** @returns the ids of those to which the event gives access; none of an event that gives none */
export function unknownOutcomes(said: SaidChange, { learned, oppositions }: Learnt, now: number): readonly string[] {
  const wanted = desired(learned.account, now);
  const unknown = [...learned.access].flatMap(([id, known]) => (isOutcomeUnknown(known) ? [id] : []));
  return unknown.filter((id) => asksFor(said, id) && wanted.get(id) && !oppositions.has(id));
}

/** For the detail of a dead letter. */
export function describeUnknown(entityIds: readonly string[]): string {
  return `${entityIds.join(', ')}: Zuora refused the request after one that it did not answer, so perhaps none is pending`;
}
