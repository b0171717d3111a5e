/** Builds a person from a source's attributes. The names are the source's own. */
import { isObject, type Json, object, text } from '../json.ts';
import {
  type AttributeValue,
  isEmailAddress,
  primaryValue,
  readCompanyValue,
  readEmailAddress,
  readEmailAddresses,
  readFlag,
  readManagerId,
  readNames,
  readText,
} from './attribute-values.ts';
import type { Person } from './person.ts';

/**
 * Other names for SCIM's attributes, in lower case without blanks, hyphens and underscores. In one layer, the
 * attribute's own name wins over an alias.
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

const ownNames = new Map(Object.keys(aliases).map((name) => [attributeKey(name), name]));
const aliasNames = new Map(Object.entries(aliases).flatMap(([name, others]) => others.map((other) => [other, name])));

/** No policy needs these: secrets, and names that describe the payload instead of the person. */
const unreadNames =
  /passw|passphrase|passcode|pwd|secret|token|credential|clientstate|apikey|privatekey|cookie|session|assertion|callback|hash|salt|certificate|socialsecurity|^(otp|pin|ssn|schemas|meta|ref|proto|picture|avatar|profileurl|photo)$/;

/** Attributes with several values, each a text or an object with a name and an id. */
const collectionAttributes = ['groups', 'roles', 'entitlements'];

/** The attributes of which a person has several values. */
export const listAttributes: readonly string[] = [...collectionAttributes, 'emails'];

/** SCIM's attribute names, under which a person's attributes are stored. */
export const knownAttributes: readonly string[] = [...Object.keys(aliases), ...listAttributes, 'manager'];

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

function readLayer(layer: Json): Entry[] {
  const derived: Entry[][] = [];
  const named: Entry[][] = [];
  for (const [name, value] of Object.entries(layer)) {
    const key = attributeKey(name);
    const alias = aliasNames.get(key);
    if (unreadNames.test(key)) continue;
    if (isExtension(name)) derived.push(readExtension(object(value)));
    else if (key === 'name' && isObject(value)) derived.push(readName(value));
    else if (alias !== undefined) derived.push(readAttribute(alias, value));
    else named.push(readAttribute(ownNames.get(key) ?? name, value));
  }
  return [...derived, ...named].flat();
}

function readAttribute(name: string, value: unknown): Entry[] {
  if (name === 'active') return entry(name, readFlag(value));
  if (name === 'email') return entry(name, readEmailAddress(value));
  if (name === 'emails') return readEmails([value].flat());
  if (name === 'addresses') return readAddress(primaryValue([value].flat()));
  if (name === 'manager') return entry(name, readManagerId(value));
  if (collectionAttributes.includes(name)) return entry(name, readNames(value));
  if (ownNames.has(attributeKey(name))) return entry(name, readText(value));
  return entry(name, readCompanyValue(value));
}

/** https://www.rfc-editor.org/rfc/rfc7643#section-3.3 */
function isExtension(name: string): boolean {
  return /^urn:/i.test(name);
}

/** `active`, `userName` and `id` of an extension are not those of the account. */
function readExtension(attributes: Json): Entry[] {
  return readLayer(attributes).filter(([name]) => !['active', 'userName', 'id'].includes(name));
}

function entry(name: string, value: AttributeValue): Entry[] {
  return value === undefined ? [] : [[name, value]];
}

function readName({ givenName, familyName, formatted }: Json): Entry[] {
  return readLayer({ givenName, familyName, formatted });
}

function readEmails(values: readonly unknown[]): Entry[] {
  const addresses = readEmailAddresses(values);
  const [first] = Array.isArray(addresses) ? addresses : [];
  return [...entry('email', readEmailAddress(primaryValue(values)) ?? first), ...entry('emails', addresses)];
}

function readAddress(value: unknown): Entry[] {
  const { country, region, locality } = object(value);
  return readLayer({ country, region, locality });
}

function attributeKey(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
