/** Reads the values of a person's attributes, in any of the forms that sources use. */
import { firstText, flag, isObject, text, texts } from '../json.ts';
import { type Attribute, unreadable } from './person.ts';

/** Undefined for an attribute without a value. */
export type AttributeValue = Attribute | typeof unreadable | undefined;

const secretText = /^eyJ[\w-]+\.[\w-]+\.|-----BEGIN /;

export function readFlag(value: unknown): AttributeValue {
  return readSingle(value, flag);
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
  return firstText(manager['value'], manager['id'], manager['name']) ?? unreadable;
}

/** The names and ids of groups, roles or entitlements. One without a readable name makes the whole list unreadable. */
export function readNames(value: unknown): AttributeValue {
  if (!Array.isArray(value) && !isObject(value)) return readText(value);
  const items = presentItems(value);
  return items.every((item) => groupNames([item]).length > 0) ? groupNames(items) : unreadable;
}

/** The primary value, else the one of type work, else the first. */
export function primaryValue(values: readonly unknown[]): unknown {
  const marked = values.find((one) => isObject(one) && flag(one['primary']) === true);
  return marked ?? values.find((one) => isObject(one) && one['type'] === 'work') ?? values[0];
}

/** Every name and id of the groups, each a text or an object. A policy may use any of them. */
export function groupNames(groups: readonly unknown[]): string[] {
  const names = groups.flatMap((group) => {
    if (!isObject(group)) return [group];
    const { name, display, displayName, externalId, external_id, value, id } = group;
    return [name, display, displayName, externalId, external_id, value, id];
  });
  return texts(names).filter((name) => !secretText.test(name));
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
function valuesIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(valuesIn);
  if (isObject(value) && Object.hasOwn(value, 'value')) return valuesIn(value['value']);
  const isAbsent = value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
  return isAbsent ? [] : [value];
}

/** The items of a list, or the only item, without those that have no value. */
function presentItems(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(presentItems) : valuesIn(value).length > 0 ? [value] : [];
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
