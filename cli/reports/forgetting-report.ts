/** What is erased of a person, and what stays where. */
import type { ForgettablePerson } from '../../operator/people/forgetting.ts';
import { describeLeaving } from '../../operator/people/person-words.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatFacts, formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/** What an operator looks at before they confirm. */
export function describeForgettable(
  { stored: { person }, leaving, access }: ForgettablePerson,
  nameEntity: NameEntity,
): string {
  const sources = [...new Set(person.accounts.map(({ source }) => source))];
  const entities = access.map(({ entityId, state }) => `${nameEntity(entityId)} (${state})`);
  return formatFacts({
    Person: person.id,
    Logins: clip(person.logins.map(({ login }) => login).join(', ') || 'none', 2 * maxCellLength),
    State: describeLeaving(leaving),
    Sources: sources.join(', '),
    'Access that may remain': entities.join(', ') || 'none',
  });
}

/** @param width of the terminal in characters, if there is one */
export function remainsTable({ accounts }: ForgettablePerson, width: number | undefined): string {
  const rows = [
    ['people', 'the generation of each login, under a hash of it'],
    ['people', "answers to changes that waited, under a hash of the person's id"],
    ...accounts.map(({ id, login }) => ['linked accounts', clip(`${login}, account ${id}`, 2 * maxCellLength)]),
    ...accounts.map(({ id }) => ['audit log', `entries under account ${id}, and its logins in items of their own`]),
    ['ledger', 'records of events under a hash of the login, and announced changes, until they expire'],
  ];
  return formatTable(['WHERE', 'STAYS'], rows, width);
}

export function toForgottenJson({ stored: { person }, leaving, accounts }: ForgettablePerson): object {
  const { since: leftAt, reportedAt } = leaving;
  return {
    person: person.id,
    leftAt,
    reportedAt,
    remaining: accounts.map(({ id, login }) => ({ account: id, login })),
  };
}
