/** What is known of a person's attributes, in words. */
import type { Person } from '../../lib/identity/person.ts';
import type { Knowledge } from '../../lib/people/knowledge.ts';
import type { AttributeFinding } from '../../lib/policy/pattern.ts';

/** The values that a rule has looked at. */
export function knownValuesOf({ attribute, values }: AttributeFinding, { person, absent }: Knowledge): string {
  const shown = [...(values.length > 0 ? values : textsOf(person, attribute)), ...notIn(absent, attribute)];
  return shown.join(', ') || 'unknown';
}

function textsOf(person: Person, name: string): readonly string[] {
  const value = Object.hasOwn(person, name) ? person[name] : undefined;
  if (value === undefined) return [];
  return typeof value === 'symbol' ? ['(none)'] : [value].flat().map(String);
}

function notIn(absent: Person, name: string): readonly string[] {
  return Object.hasOwn(absent, name) ? textsOf(absent, name).map((value) => `not ${value}`) : [];
}
