/** Reads the values of a person's attributes, in any of the forms that sources use. */
import { BadEvent } from '../errors.ts';
import { firstText, flag, isObject, type Json, text, texts } from '../json.ts';
import { decodeJsonText } from './json-text.ts';
import { lastPathSegment } from './path-segment.ts';
import { type Attribute, type cleared, unreadable } from './person.ts';
import { foldNames } from './spellings.ts';

/** Undefined for an attribute without a value. */
export type AttributeValue = Attribute | typeof unreadable | typeof cleared | undefined;

const secretText = /^eyJ[\w-]+\.[\w-]+\.|-----BEGIN /;

export function readFlag(value: unknown): AttributeValue {
  return readSingle(value, state);
}

/**
 * @param field for the error
 * @returns undefined for an attribute without a value
 * @throws BadEvent if a state cannot be read: it would hide a leaver
 */
export function requireFlag(value: unknown, field: string): boolean | undefined {
  const read = readFlag(value);
  if (read === undefined || typeof read === 'boolean') return read;
  throw new BadEvent('invalid-event', `${field}: must be true or false`);
}

export function readText(value: unknown): AttributeValue {
  return readSingle(value, harmlessText);
}

export function readEmailAddress(value: unknown): AttributeValue {
  return readSingle(value, emailAddress);
}

/** A company's own attribute: a text, a number, a truth value, or a list of texts. */
export function readCompanyValue(value: unknown): AttributeValue {
  return valuesIn(value).length > 1 ? readList(valuesIn(value), harmlessText) : readSingle(value, companyValue);
}

export function readEmailAddresses(values: readonly unknown[]): AttributeValue {
  return readList(valuesIn(values), emailAddress);
}

export function readManagerId(value: unknown): AttributeValue {
  const [manager, ...others] = presentItems(value);
  if (others.length > 0) return unreadable;
  if (!isObject(manager)) return readText(manager);
  const { value: id, id: other, name, $ref } = foldNames(manager);
  return firstText(id, other, name, lastPathSegment($ref)) ?? unreadable;
}

/** The names and ids of groups, roles or entitlements. One without a readable name makes the whole list unreadable. */
export function readNames(value: unknown): AttributeValue {
  const decoded = decodeJsonText(value);
  if (!Array.isArray(decoded) && !isObject(decoded)) return readText(decoded);
  const items = presentItems(decoded);
  return items.every((item) => groupNames([item]).length > 0) ? groupNames(items) : unreadable;
}

/** The primary value, else the one of type work, else the first. */
export function primaryValue(values: readonly unknown[]): unknown {
  const marked = values.find((one) => flag(foldNames(one)['primary']) === true);
  return marked ?? values.find((one) => valueType(one) === 'work') ?? values[0];
}

/** The `type` of an e-mail address, an address or a member, in lower case. */
export function valueType(value: unknown): string | undefined {
  return text(foldNames(value)['type'])?.toLowerCase();
}

/** Every name and id of the groups, each a text or an object. A policy may use any of them. */
export function groupNames(groups: readonly unknown[]): string[] {
  return texts(groups.flatMap(namesIn)).filter((name) => !secretText.test(name));
}

function namesIn(written: unknown): readonly unknown[] {
  const group = decodeJsonText(written);
  if (!isObject(group)) return [group];
  const { name, display, displayname, externalid, external_id, value, id, $ref } = foldNames(group);
  const content = decodeJsonText(value);
  const named = isObject(content) ? namesIn(content) : [content];
  const all = [name, display, displayname, externalid, external_id, ...named, id];
  return texts(all).length > 0 ? all : [lastPathSegment($ref)];
}

export function isEmailAddress(value: string | undefined): value is string {
  return value !== undefined && /^[^\s@]+@[^\s@]+$/.test(value);
}

/**
 * The values of an attribute. A value can be inside a list, or the `value` of an object, with others that describe it:
 * https://www.rfc-editor.org/rfc/rfc7643#section-2.4
 *
 * @returns none for an attribute without a value; many systems send an empty text for each of these
 */
function valuesIn(written: unknown): readonly unknown[] {
  const value = decodeJsonText(written);
  if (Array.isArray(value)) return value.flatMap(valuesIn);
  if (isObject(value)) {
    const folded = foldNames(value);
    return Object.hasOwn(folded, 'value') ? valuesIn(folded['value']) : [value];
  }
  const isAbsent = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  return isAbsent ? [] : [value];
}

/** Whether an attribute with this value has none. */
export function isBlank(value: unknown): boolean {
  return valuesIn(value).length === 0;
}

/** The items of a list, or the only item, without those that have neither a value nor a name. */
export function presentItems(written: unknown): readonly unknown[] {
  const value = decodeJsonText(written);
  if (Array.isArray(value)) return value.flatMap(presentItems);
  return isBlank(value) && texts(namesIn(value)).length === 0 ? [] : [value];
}

/** The object, or the only one of a list. */
export function onlyObject(written: unknown): Json | undefined {
  const [only, ...others] = [decodeJsonText(written)].flat().map(decodeJsonText);
  return others.length === 0 && isObject(only) ? only : undefined;
}

function readSingle(value: unknown, read: (single: unknown) => Attribute | undefined): AttributeValue {
  const [single, ...others] = valuesIn(value);
  if (single === undefined) return undefined;
  return others.length > 0 ? unreadable : (read(single) ?? unreadable);
}

/** One unreadable value makes the whole list unreadable: a rule may be about it. */
function readList(values: readonly unknown[], read: (value: unknown) => string | undefined): AttributeValue {
  const found = values.map(read).filter((one) => one !== undefined);
  if (found.length < values.length) return unreadable;
  return found.length > 0 ? [...new Set(found)] : undefined;
}

/** Whether the person is active, which some systems write as 0 or 1. */
function state(value: unknown): boolean | undefined {
  const digit = text(value);
  return digit === '1' || digit === '0' ? digit === '1' : flag(value);
}

function companyValue(value: unknown): Attribute | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) ? value : harmlessText(value);
}

function emailAddress(value: unknown): string | undefined {
  const found = text(value);
  return isEmailAddress(found) ? found : undefined;
}

function harmlessText(value: unknown): string | undefined {
  const found = text(value);
  return found !== undefined && !secretText.test(found) ? found : undefined;
}
