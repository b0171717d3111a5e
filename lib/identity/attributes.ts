/** Builds a person from a source's attributes. The names are the source's own. */
import { foldNames, isObject, type Json, object, text } from '../json.ts';
import {
  type AttributeValue,
  isBlank,
  isEmailAddress,
  onlyObject,
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
import { cleared, type Person, unreadable } from './person.ts';
import { parseScimPath } from './scim-path.ts';
import { workValues } from './scim-work-values.ts';

/**
 * Other names for SCIM's attributes, in lower case without blanks, hyphens and underscores. In one layer, the
 * attribute's own name wins over an alias, and an earlier alias over a later one.
 */
const aliases: Readonly<Record<string, readonly string[]>> = {
  id: [],
  userName: ['login'],
  externalId: [],
  displayName: ['fullname', 'formatted', 'name'],
  givenName: ['firstname'],
  familyName: ['lastname', 'surname'],
  email: ['mail', 'emailaddress', 'workemail', 'primaryemail', 'primaryworkemail'],
  active: [],
  title: ['jobtitle'],
  userType: ['employeetype', 'workertype'],
  employeeNumber: ['employeeid', 'workerid'],
  department: ['departmentname'],
  division: ['divisionname'],
  costCenter: ['costcentername'],
  organization: [],
  country: ['countrycode'],
  region: [],
  locality: [],
};

const aliasNames = new Map(Object.entries(aliases).flatMap(([name, others]) => others.map((other) => [other, name])));
const aliasRanks = new Map([...aliasNames.keys()].map((alias, rank) => [alias, rank]));

/** No policy needs these: secrets, and names that describe the payload instead of the person. */
const unreadNames =
  /passw|passphrase|passcode|pwd|secret|token|credential|clientstate|apikey|privatekey|cookie|session|assertion|callback|hash|salt|certificate|socialsecurity|^(otp|pin|ssn|schemas|meta|ref|proto|picture|avatar|profileurl|photo)$/;

/** Attributes with several values, each a text or an object with a name and an id. */
export const collectionAttributes: readonly string[] = ['groups', 'roles', 'entitlements'];

/** The attributes of which a person has several values. */
export const listAttributes: readonly string[] = [...collectionAttributes, 'emails'];

/** SCIM's attribute names, under which a person's attributes are stored. */
export const knownAttributes: readonly string[] = [...Object.keys(aliases), ...listAttributes, 'manager'];

/** Of every attribute that is read, by its name without case. */
const ownNames = new Map([...knownAttributes, 'addresses'].map((name) => [attributeKey(name), name]));

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

type Entry = readonly [name: string, value: Exclude<AttributeValue, undefined>];

/** In one layer, a value wins over a cleared attribute of the same name. */
function readLayer(layer: Json): Entry[] {
  const derived: Entry[][] = [];
  const named: Entry[][] = [];
  const contradicted = contradictedAttributes(layer);
  for (const [name, value] of inPrecedence(layer)) {
    const key = attributeKey(name);
    const alias = aliasNames.get(key);
    if (unreadNames.test(key)) continue;
    if (contradicted.has(key)) {
      if (alias !== undefined) derived.push([[alias, unreadable]]);
      else named.push([[ownNames.get(key) ?? name, unreadable]]);
    } else if (isUrn(name)) derived.push(readQualified(name, value));
    else if (key === 'name' && isObject(decodeJsonText(value))) derived.push(readName(decodeJsonText(value)));
    else if (alias !== undefined) derived.push(readAttribute(alias, value));
    else named.push(readAttribute(ownNames.get(key) ?? name, value));
  }
  const entries = [...derived, ...named].flat();
  return [...entries.filter(([, value]) => value === cleared), ...entries.filter(([, value]) => value !== cleared)];
}

/** Of two names for one attribute the later one wins, in whatever order the source writes them. */
function inPrecedence(layer: Json): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(layer)
    .map((entry) => ({ entry, key: attributeKey(entry[0]), rank: aliasRanks.get(attributeKey(entry[0])) ?? -1 }))
    .toSorted((one, other) => other.rank - one.rank || (one.key < other.key ? -1 : Number(one.key > other.key)))
    .map(({ entry }) => entry);
}

/** The keys of attributes that one layer spells in several ways, such as `active` and `Active`, with several values. */
function contradictedAttributes(layer: Json): ReadonlySet<string> {
  const said = Object.entries(layer).filter(([name, value]) => isKnown(attributeKey(name)) && !isBlank(value));
  const spellings = Map.groupBy(said, ([name]) => attributeKey(name));
  return new Set([...spellings.keys()].filter((key) => hasSeveralValues(key, spellings.get(key) ?? [])));
}

function isKnown(key: string): boolean {
  return ownNames.has(key) || aliasNames.has(key);
}

function hasSeveralValues(key: string, spellings: readonly (readonly [name: string, value: unknown])[]): boolean {
  if (spellings.length === 1) return false;
  const name = ownNames.get(key) ?? aliasNames.get(key) ?? key;
  const values = spellings.map(([, value]) => JSON.stringify(readAttribute(name, value).map(([, read]) => read)));
  return new Set(values).size > 1;
}

function readAttribute(name: string, value: unknown): Entry[] {
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

function isUrn(name: string): boolean {
  return /^urn:/i.test(name);
}

/**
 * An attribute or a whole schema by its URN: https://www.rfc-editor.org/rfc/rfc7643#section-3.3
 *
 * The URN of the core schema may stand before any attribute of the user.
 */
function readQualified(name: string, value: unknown): Entry[] {
  const { schema, attribute } = parseScimPath(name) ?? { schema: name, attribute: '' };
  const attributes = attribute === '' ? (onlyObject(value) ?? {}) : { [attribute]: value };
  return schema === undefined ? readLayer(attributes) : readExtension(attributes);
}

/** `active`, `userName` and `id` of an extension are not those of the account. */
function readExtension(attributes: Json): Entry[] {
  return readLayer(attributes).filter(([name]) => !['active', 'userName', 'id'].includes(name));
}

function entry(name: string, value: AttributeValue): Entry[] {
  return value === undefined ? [] : [[name, value]];
}

function readName(name: unknown): Entry[] {
  const { givenname, familyname, formatted } = foldNames(name);
  return readLayer({ givenName: givenname, familyName: familyname, formatted });
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
  return readLayer({ country, region, locality });
}

/** SCIM's spelling of the name of an attribute that is read; undefined for any other name. */
export function scimName(written: string): string | undefined {
  return ownNames.get(attributeKey(written));
}

/** Equal for all spellings of a name: case, blanks, hyphens and underscores do not matter. */
export function attributeKey(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
