/** One rule for names that a source spells in several ways, such as `active` and `Active`, in one object. */
import { BadEvent } from '../errors.ts';
import { flag, type Json, object, text } from '../json.ts';
import { cleared, unreadable } from './person.ts';

export type NamedValue = readonly [name: string, value: unknown];

/**
 * All values of each name, in the source's order.
 *
 * @param keyOf equal for two spellings of one name
 */
export function allValuesByName(
  named: readonly NamedValue[],
  keyOf: (name: string) => string,
): readonly (readonly [key: string, values: readonly unknown[]])[] {
  return [...Map.groupBy(named, ([name]) => keyOf(name))].map(([key, same]) => [key, same.map(([, value]) => value)]);
}

/**
 * The values by their folded names. A blank spelling says nothing beside one with a value. Two spellings with different
 * values contradict each other: the value is `unreadable`.
 */
export function valuesByName(named: readonly NamedValue[], keyOf = withoutCase): ReadonlyMap<string, unknown> {
  return new Map(allValuesByName(named, keyOf).map(([key, values]) => [key, onlyMeaning(values)]));
}

/** The object of a list of names and values, in which a name may come twice. */
export function objectFrom(named: readonly NamedValue[]): Json {
  return Object.fromEntries(valuesByName(named, (name) => name));
}

/**
 * The object with its names in lower case, for formats whose names ignore case. A name with a contradiction throws a
 * BadEvent when it is read. The other names can still be read.
 */
export function foldNames(value: unknown): Json {
  const values = valuesByName(Object.entries(object(value)));
  const folded: Json = Object.fromEntries(values);
  for (const [name, one] of values) {
    if (one === unreadable) Object.defineProperty(folded, name, { enumerable: true, get: () => refuse(name) });
  }
  return folded;
}

function refuse(name: string): never {
  throw new BadEvent('invalid-event', `${JSON.stringify(name.slice(0, 100))}: two spellings have different values`);
}

function onlyMeaning(values: readonly unknown[]): unknown {
  if (values.length === 1) return values[0];
  const said = values.filter((value) => !isSilent(value));
  const meanings = new Set(said.map(meaning));
  return meanings.size > 1 ? unreadable : (said[0] ?? values[0]);
}

/** Without a value, or removed. */
function isSilent(value: unknown): boolean {
  if (value === undefined || value === null || value === cleared) return true;
  return Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '';
}

function meaning(value: unknown): unknown {
  return typeof value === 'symbol' ? value : JSON.stringify(flag(value) ?? text(value) ?? value);
}

/** White space around a name does not matter either. */
export function withoutCase(name: string): string {
  return name.trim().toLowerCase();
}
