/** Tells apart the people of one message. */
import { cleared, type Person } from '../identity/person.ts';
import { foldLogin } from '../login.ts';
import { keysOf } from '../people/source-accounts.ts';

/**
 * @param attributes that can hold the username. A person without any of them is known by the surest key of their account,
 *   else by all attributes.
 */
export function personKey(person: Person, attributes: readonly string[]): unknown {
  const carrier = attributes.find((attribute) => Object.hasOwn(person, attribute) && person[attribute] !== cleared);
  return carrier === undefined ? (accountKeyOf(person) ?? Object.entries(person)) : foldLogin(String(person[carrier]));
}

/** The surest one, with its name. What else is said of the account may differ from event to event. */
export function accountKeyOf(person: Person): readonly string[] | undefined {
  return [...keysOf({ person })].at(0);
}
