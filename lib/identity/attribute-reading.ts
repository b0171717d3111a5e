/** Reads the value of one attribute, in any form in which sources write it. */
import { BadEvent } from '../errors.ts';
import { attributeKey, collectionAttributes, ownNames } from './attribute-names.ts';
import {
  type AttributeValue,
  primaryValue,
  readCompanyValue,
  readEmailAddress,
  readEmailAddresses,
  readFlag,
  readManagerId,
  readNames,
  readText,
} from './attribute-values.ts';
import { decodeJsonText } from './json-text.ts';
import { cleared, unreadable } from './person.ts';
import { workValues } from './scim-work-values.ts';
import { foldNames } from './spellings.ts';

export type Entry = readonly [name: string, value: Exclude<AttributeValue, undefined>];

/** Reads one attribute. A complex one, such as the addresses, becomes several. */
export function readAttribute(name: string, value: unknown): Entry[] {
  return unreadableIfContradicted(partsOf.get(name) ?? [name], () => readSaid(name, value));
}

/** The attributes that are read from a complex one. */
const partsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['emails', ['email', 'emails']],
  ['addresses', ['country', 'region', 'locality']],
]);

/** Only what the policy needs has to be readable: a leaver is one whatever their names are. */
export function unreadableIfContradicted(names: readonly string[], read: () => Entry[]): Entry[] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return names.map((name) => [name, unreadable]);
  }
}

function readSaid(name: string, value: unknown): Entry[] {
  if (value === cleared || value === unreadable) return [[name, value]];
  if (name === 'active') return entry(name, readFlag(value));
  if (name === 'email') return entry(name, readEmailAddress(value));
  if (name === 'emails') return readEmails([decodeJsonText(value)].flat());
  if (name === 'addresses') return readAddress(primaryValue([decodeJsonText(value)].flat()));
  if (name === 'manager') return entry(name, readManagerId(value));
  if (collectionAttributes.includes(name)) return entry(name, readNames(value));
  if (ownNames.has(attributeKey(name))) return entry(name, readText(value));
  return entry(name, readCompanyValue(value));
}

function entry(name: string, value: AttributeValue): Entry[] {
  return value === undefined ? [] : [[name, value]];
}

function readEmails(values: readonly unknown[]): Entry[] {
  const forWork = workValues(values);
  const addresses = readEmailAddresses(forWork);
  const [first] = Array.isArray(addresses) ? addresses : [];
  const all = readEmailAddresses(values);
  return [...entry('email', readEmailAddress(primaryValue(forWork)) ?? first), ...entry('emails', all)];
}

function readAddress(value: unknown): Entry[] {
  const { country, region, locality } = foldNames(value);
  return Object.entries({ country, locality, region }).flatMap(([name, one]) => readAttribute(name, one));
}
