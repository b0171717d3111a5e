/** Whom an answer to a set is about. A page may be older than the set: nobody is released or kept unseen. */
import { OperatorError } from '../../operator/errors.ts';
import type { Quarantine } from '../../operator/safeguard/quarantine.ts';
import type { WaitingPerson } from '../../operator/safeguard/waiting-people.ts';

/** @throws OperatorError if the set has others than the operator has seen */
export function requireSeen({ people }: Pick<Quarantine, 'people'>, seen: readonly string[]): void {
  const ids = new Set(seen);
  if (!people.every(({ person }) => ids.has(person.id))) throw changed(people);
}

/** @throws OperatorError if one of them does not wait any more */
export function seenPeople({ people }: Pick<Quarantine, 'people'>, seen: readonly string[]): readonly WaitingPerson[] {
  const byId = new Map(people.map((one) => [one.person.id, one]));
  return seen.map((id) => {
    const found = byId.get(id);
    if (found === undefined) throw changed(people);
    return found;
  });
}

function changed({ length }: readonly WaitingPerson[]): OperatorError {
  const number = length === 1 ? '1 person' : `${length} people`;
  return new OperatorError(`The set has changed since: it has ${number} now. Look again.`);
}
