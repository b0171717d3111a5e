/** Tells apart the people of one message. */
import { cleared, type Person } from '../identity/person.ts';
import { foldLogin } from '../login.ts';

/** @param attributes that can hold the username. A person without any of them is known by all attributes. */
export function personKey(person: Person, attributes: readonly string[]): unknown {
  const carrier = attributes.find((attribute) => Object.hasOwn(person, attribute) && person[attribute] !== cleared);
  return carrier === undefined ? Object.entries(person) : foldLogin(String(person[carrier]));
}
