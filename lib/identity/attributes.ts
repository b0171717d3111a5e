/** Builds a person from a source's attributes, under whatever names the source uses. */
import { firstText, flag, isObject, type Json, list, object, text, texts } from '../json.ts';
import type { Attribute, Person } from './person.ts';

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
const secretText = /^eyJ[\w-]+\.[\w-]+\.|-----BEGIN /;

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

/** Every name and id of the groups, each a text or an object. A policy may use any of them. */
export function groupNames(groups: readonly unknown[]): string[] {
  const names = groups.flatMap((group) => {
    if (!isObject(group)) return [group];
    const { name, display, displayName, externalId, external_id, value, id } = group;
    return [name, display, displayName, externalId, external_id, value, id];
  });
  return texts(names).filter(isHarmless);
}

export function isEmailAddress(value: string | undefined): value is string {
  return value !== undefined && /^[^\s@]+@[^\s@]+$/.test(value);
}

type Entry = readonly [name: string, value: Attribute];

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
  if (name === 'active') return entry(name, flag(value));
  if (name === 'email') return entry(name, emailAddress(value));
  if (name === 'emails') return readEmails(list(value));
  if (name === 'addresses') return readAddress(primaryValue(list(value)));
  if (name === 'manager') return entry(name, managerId(value));
  if (collectionAttributes.includes(name))
    return Array.isArray(value) ? [[name, groupNames(value)]] : entry(name, text(value));
  if (ownNames.has(attributeKey(name))) return entry(name, unlessSecret(text(value)));
  return entry(name, companyValue(value));
}

/** https://www.rfc-editor.org/rfc/rfc7643#section-3.3 */
function isExtension(name: string): boolean {
  return /^urn:/i.test(name);
}

/** `active`, `userName` and `id` of an extension are not those of the account. */
function readExtension(attributes: Json): Entry[] {
  return readLayer(attributes).filter(([name]) => !['active', 'userName', 'id'].includes(name));
}

function managerId(value: unknown): string | undefined {
  return isObject(value) ? firstText(value['value'], value['id'], value['name']) : text(value);
}

function entry(name: string, value: Attribute | undefined): Entry[] {
  return value === undefined ? [] : [[name, value]];
}

function readName({ givenName, familyName, formatted }: Json): Entry[] {
  return readLayer({ givenName, familyName, formatted });
}

function readEmails(values: readonly unknown[]): Entry[] {
  const addresses = texts(values.map((one) => (isObject(one) ? one['value'] : one))).filter(isEmailAddress);
  const first = primaryValue(values);
  const email = emailAddress(isObject(first) ? first['value'] : first) ?? addresses[0];
  return [...entry('email', email), ...entry('emails', addresses.length > 0 ? addresses : undefined)];
}

function readAddress(value: unknown): Entry[] {
  const { country, region, locality } = object(value);
  return readLayer({ country, region, locality });
}

/** The primary value, else the one of type work, else the first. */
function primaryValue(values: readonly unknown[]): unknown {
  const marked = values.find((one) => flag(object(one)['primary']) === true);
  return marked ?? values.find((one) => object(one)['type'] === 'work') ?? values[0];
}

function emailAddress(value: unknown): string | undefined {
  const found = text(value);
  return isEmailAddress(found) ? found : undefined;
}

function companyValue(value: unknown): Attribute | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!Array.isArray(value)) return unlessSecret(text(value));
  const found = texts(value).filter(isHarmless);
  return found.length > 0 ? found : undefined;
}

function unlessSecret(value: string | undefined): string | undefined {
  return value !== undefined && isHarmless(value) ? value : undefined;
}

function isHarmless(value: string): boolean {
  return !secretText.test(value);
}

function attributeKey(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
