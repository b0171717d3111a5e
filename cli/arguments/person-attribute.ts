/** What an operator says of a person on the command line. */
import { lists, personFrom } from '../../lib/identity/attributes.ts';
import type { Person } from '../../lib/identity/person.ts';
import { problemOfAttribute } from '../../lib/policy/attribute.ts';
import { UsageError } from '../../operator/errors.ts';

export type Said = readonly [attribute: string, value: string | number | boolean];

/**
 * @param text such as `department=Billing`
 * @throws UsageError
 */
export function parseSaid(text: string): Said {
  const [attribute = '', ...rest] = text.split('=');
  if (attribute === '' || rest.length === 0) throw new UsageError(`${text}: must be attribute=value`);
  const problem = problemOfAttribute(attribute);
  if (problem !== undefined) throw new UsageError(`${attribute}: ${problem}`);
  return [attribute, literal(rest.join('='))];
}

/**
 * In the form in which an event's person is read. An attribute that is said more than once is a list, as groups and
 * the like always are.
 *
 * @throws UsageError for a value that its attribute cannot have
 */
export function personSaid(all: readonly Said[]): Person {
  const values = Map.groupBy(all, ([attribute]) => attribute);
  const raw = [...values].map(([attribute, said]) => {
    const list = said.map(([, value]) => value);
    return [attribute, list.length > 1 || lists.includes(attribute) ? list : list[0]] as const;
  });
  const person = personFrom(Object.fromEntries(raw));
  const unread = raw.find(([attribute]) => !Object.hasOwn(person, attribute));
  if (unread) throw new UsageError(`--person ${unread[0]}: cannot be ${[unread[1]].flat().join(' and ')}`);
  return person;
}

/** A number only where that is how it would be written. */
function literal(text: string): Said[1] {
  if (text === 'true' || text === 'false') return text === 'true';
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
