/** Tells apart the people of one message. */
import type { Person } from '../identity/person.ts';
import { foldLogin } from '../login.ts';

/** @param attributes that can hold the username. A person without any of them is known by all attributes. */
export function personKey(person: Person, attributes: readonly string[]): unknown {
  const carrier = attributes.find((attribute) => Object.hasOwn(person, attribute));
  return carrier === undefined ? Object.entries(person) : foldLogin(String(person[carrier]));
}
