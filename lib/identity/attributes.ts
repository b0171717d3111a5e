/** Builds a person from a source's attributes. The names are the source's own. */
import { isObject, type Json, object, text } from '../json.ts';
import {
  aliasNames,
  aliasRanks,
  attributeKey,
  enterpriseAttributes,
  ownNames,
  unreadNames,
} from './attribute-names.ts';
import { type Entry, readAttribute, unreadableIfContradicted } from './attribute-reading.ts';
import { isBlank, isEmailAddress, onlyObject } from './attribute-values.ts';
import { decodeJsonText } from './json-text.ts';
import { cleared, type Person, unreadable } from './person.ts';
import { parseScimPath } from './scim-path.ts';
import { allValuesByName, foldNames, type NamedValue, valuesByName } from './spellings.ts';

/**
 * @param layers the source's attributes of the person, in SCIM's form or flat; a later layer wins over an earlier one
 */
export function personFrom(...layers: readonly unknown[]): Person {
  return personFromLayers(layers);
}

/** The same, for a list of layers. */
export function personFromLayers(layers: readonly unknown[]): Person {
  return Object.fromEntries(layers.flatMap((layer) => readLayer(object(layer))));
}

/**
 * A person from an id and a display name. The display name counts as a login only if it is an e-mail address: some
 * vendors put the login there, others "Ada Lovelace".
 */
export function referencedPerson(id: unknown, name: unknown): Person {
  const shown = text(name);
  return personFrom({ id, displayName: shown, userName: isEmailAddress(shown) ? shown : undefined });
}

/**
 * Reads the attributes of one layer. SCIM's own name wins over an alias and an extension. A value wins over a removed one.
 * Two different values of one name are unreadable: the order of the names means nothing.
 */
function readLayer(layer: Json): Entry[] {
  const attributes = Object.entries(layer).flatMap(withoutCoreSchema);
  const contradicted = contradictedAttributes(attributes);
  const extended: Entry[][] = [];
  const derived: Entry[][] = [];
  const named: Entry[][] = [];
  for (const [name, value] of byPrecedence(attributes)) {
    const key = attributeKey(name);
    const alias = aliasNames.get(key);
    if (unreadNames.test(key)) continue;
    const said = contradicted.has(key) ? unreadable : value;
    if (isUrn(name)) extended.push(readExtension(name, value));
    else if (key === 'name' && isObject(decodeJsonText(said)))
      derived.push(unreadableIfContradicted(partsOfName, () => readName(decodeJsonText(said))));
    else if (alias !== undefined) derived.push(readAttribute(alias, said));
    else named.push(readAttribute(ownNames.get(key) ?? name, said));
  }
  const entries = [...derived.flat(), ...consistent(extended.flat(), named.flat())];
  return [...entries.filter(([, value]) => value === cleared), ...entries.filter(([, value]) => value !== cleared)];
}

/** The URN of the core schema may stand before any attribute of the user, or before an object with attributes. */
function withoutCoreSchema([name, value]: NamedValue): NamedValue[] {
  const path = isUrn(name) ? parseScimPath(name) : undefined;
  if (path === undefined || path.schema !== undefined) return [[name, value]];
  if (path.attribute !== '') return [[path.attribute, value]];
  if (isBlank(value)) return [];
  const attributes = onlyObject(value);
  // It may hold the state, so the event is refused.
  return attributes === undefined ? [['active', unreadable]] : Object.entries(attributes).flatMap(withoutCoreSchema);
}

/** The best alias comes last, because a later value wins. */
function byPrecedence(attributes: readonly NamedValue[]): readonly NamedValue[] {
  return attributes
    .map((attribute) => {
      const key = attributeKey(attribute[0]);
      return { attribute, key, rank: aliasRanks.get(key) ?? -1 };
    })
    .toSorted((one, other) => other.rank - one.rank || (one.key < other.key ? -1 : Number(one.key > other.key)))
    .map(({ attribute }) => attribute);
}

/** The keys of attributes with several spellings, such as `active` and `Active`, and different values. */
function contradictedAttributes(attributes: readonly NamedValue[]): ReadonlySet<string> {
  const known = attributes.filter(([name]) => isKnown(attributeKey(name)));
  const contradicted = allValuesByName(known, attributeKey).filter(([key, values]) => haveSeveralMeanings(key, values));
  return new Set(contradicted.map(([key]) => key));
}

function isKnown(key: string): boolean {
  return ownNames.has(key) || aliasNames.has(key);
}

function haveSeveralMeanings(key: string, values: readonly unknown[]): boolean {
  if (values.length === 1) return false;
  const name = ownNames.get(key) ?? aliasNames.get(key) ?? key;
  const meanings = values
    .filter((value) => value !== cleared && !isBlank(value))
    .map((value) => JSON.stringify(readAttribute(name, value).map(([, read]) => meaningOf(read))));
  return new Set(meanings).size > 1;
}

/** An unreadable value is not the same as none. */
function meaningOf(read: Entry[1]): unknown {
  return read === unreadable ? { unreadable: true } : read;
}

/**
 * The attributes of the extensions, then the user's own. Two extensions must not contradict each other. Some sources also
 * write `department` and the like in the user itself: these must not contradict an extension either.
 */
function consistent(extended: readonly Entry[], named: readonly Entry[]): readonly Entry[] {
  const comparable = [...extended, ...named.filter(([name]) => enterpriseAttributes.includes(name))];
  const values = valuesByName(comparable, (name) => name);
  return [...extended, ...named].map(([name, value]) => [name, values.get(name) === unreadable ? unreadable : value]);
}

const enterpriseSchema = /:enterprise:/i;

function isUrn(name: string): boolean {
  return /^urn:/i.test(name);
}

/**
 * An extension, or one of its attributes by its URN: https://www.rfc-editor.org/rfc/rfc7643#section-3.3
 *
 * `active`, `userName` and `id` of an extension are not those of the account. An enterprise extension in an unknown form
 * may hold any of its attributes.
 */
function readExtension(name: string, value: unknown): Entry[] {
  const { attribute } = parseScimPath(name) ?? { attribute: '' };
  const attributes = attribute === '' ? onlyObject(value) : { [attribute]: value };
  if (attributes === undefined) {
    const isSaid = enterpriseSchema.test(name) && !isBlank(value) && value !== cleared;
    return isSaid ? enterpriseAttributes.map((one) => [one, unreadable] as const) : [];
  }
  return readLayer(attributes).filter(([one]) => !['active', 'userName', 'id'].includes(one));
}

/** The attributes that are read from a `name`. */
const partsOfName = ['givenName', 'familyName', 'displayName'];

function readName(name: unknown): Entry[] {
  const { givenname, familyname, formatted } = foldNames(name);
  return readLayer({ givenName: givenname, familyName: familyname, formatted });
}
