/** Makes a person of what a source says of one, whatever the source calls the attributes. */
import { firstText, flag, isObject, type Json, list, object, text, texts } from '../json.ts';
import type { Attribute, Person } from './person.ts';

/**
 * Names without case, blanks, hyphens and underscores, for those of SCIM. An alias gives way to the attribute's own
 * name in the same layer.
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

const ownNames = new Map(Object.keys(aliases).map((name) => [plain(name), name]));
const aliasNames = new Map(Object.entries(aliases).flatMap(([name, others]) => others.map((other) => [other, name])));

/** What a policy has no business with: secrets above all, and what describes the payload and not the person. */
const withheld =
  /passw|passphrase|passcode|pwd|secret|token|credential|clientstate|apikey|privatekey|cookie|session|assertion|callback|hash|salt|certificate|socialsecurity|^(otp|pin|ssn|schemas|meta|ref|proto|picture|avatar|profileurl|photo)$/;
const secretText = /^eyJ[\w-]+\.[\w-]+\.|-----BEGIN /;

/** Attributes with several values, each a text or an object with a name and an id. */
const collections = ['groups', 'roles', 'entitlements'];

/** Of these a person has several. */
export const lists: readonly string[] = [...collections, 'emails'];

/** The names of SCIM that events are read into. */
export const knownAttributes: readonly string[] = [...Object.keys(aliases), ...lists, 'manager'];

/**
 * @param layers what the source says of the person, in SCIM's form or flat; a later one wins over those before it
 */
export function personFrom(...layers: readonly unknown[]): Person {
  return personOf(layers);
}

/** The same from any number of layers. */
export function personOf(layers: readonly unknown[]): Person {
  return Object.fromEntries(layers.flatMap((layer) => attributesOf(object(layer))));
}

/**
 * Somebody whom an event refers to by an id and a name for people. Such a name is a login only where it is an address:
 * some vendors put the login there, and others "Ada Lovelace".
 */
export function personReferredTo(id: unknown, name: unknown): Person {
  const shown = text(name);
  return personFrom({ id, displayName: shown, userName: isAddress(shown) ? shown : undefined });
}

/** Names and ids of groups and the like, each a text or an object: whichever of them a policy may know it by. */
export function namesOf(groups: readonly unknown[]): string[] {
  const names = groups.flatMap((group) => {
    if (!isObject(group)) return [group];
    const { name, display, displayName, externalId, external_id, value, id } = group;
    return [name, display, displayName, externalId, external_id, value, id];
  });
  return texts(names).filter(isHarmless);
}

export function isAddress(value: string | undefined): value is string {
  return value !== undefined && /^[^\s@]+@[^\s@]+$/.test(value);
}

type Entry = readonly [name: string, value: Attribute];

function attributesOf(layer: Json): Entry[] {
  const derived: Entry[][] = [];
  const named: Entry[][] = [];
  for (const [name, value] of Object.entries(layer)) {
    const key = plain(name);
    const alias = aliasNames.get(key);
    if (withheld.test(key)) continue;
    if (isExtension(name)) derived.push(extension(object(value)));
    else if (key === 'name' && isObject(value)) derived.push(nameOf(value));
    else if (alias !== undefined) derived.push(read(alias, value));
    else named.push(read(ownNames.get(key) ?? name, value));
  }
  return [...derived, ...named].flat();
}

function read(name: string, value: unknown): Entry[] {
  if (name === 'active') return entry(name, flag(value));
  if (name === 'email') return entry(name, address(value));
  if (name === 'emails') return emails(list(value));
  if (name === 'addresses') return addressOf(primary(list(value)));
  if (name === 'manager') return entry(name, managerOf(value));
  if (collections.includes(name)) return Array.isArray(value) ? [[name, namesOf(value)]] : entry(name, text(value));
  if (ownNames.has(plain(name))) return entry(name, harmless(text(value)));
  return entry(name, scalar(value));
}

/** https://www.rfc-editor.org/rfc/rfc7643#section-3.3 */
function isExtension(name: string): boolean {
  return /^urn:/i.test(name);
}

/** What an extension calls active is not the account, nor is its login or id. */
function extension(attributes: Json): Entry[] {
  return attributesOf(attributes).filter(([name]) => !['active', 'userName', 'id'].includes(name));
}

function managerOf(value: unknown): string | undefined {
  return isObject(value) ? firstText(value['value'], value['id'], value['name']) : text(value);
}

function entry(name: string, value: Attribute | undefined): Entry[] {
  return value === undefined ? [] : [[name, value]];
}

function nameOf({ givenName, familyName, formatted }: Json): Entry[] {
  return attributesOf({ givenName, familyName, formatted });
}

function emails(values: readonly unknown[]): Entry[] {
  const addresses = texts(values.map((one) => (isObject(one) ? one['value'] : one))).filter(isAddress);
  const first = primary(values);
  const email = address(isObject(first) ? first['value'] : first) ?? addresses[0];
  return [...entry('email', email), ...entry('emails', addresses.length > 0 ? addresses : undefined)];
}

function addressOf(value: unknown): Entry[] {
  const { country, region, locality } = object(value);
  return attributesOf({ country, region, locality });
}

/** The value marked as primary, or else the one for work, or else the first. */
function primary(values: readonly unknown[]): unknown {
  const marked = values.find((one) => flag(object(one)['primary']) === true);
  return marked ?? values.find((one) => object(one)['type'] === 'work') ?? values[0];
}

function address(value: unknown): string | undefined {
  const found = text(value);
  return isAddress(found) ? found : undefined;
}

function scalar(value: unknown): Attribute | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (!Array.isArray(value)) return harmless(text(value));
  const found = texts(value).filter(isHarmless);
  return found.length > 0 ? found : undefined;
}

function harmless(value: string | undefined): string | undefined {
  return value !== undefined && isHarmless(value) ? value : undefined;
}

function isHarmless(value: string): boolean {
  return !secretText.test(value);
}

function plain(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
