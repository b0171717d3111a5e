/** The user that the operations of a SCIM PATCH describe. */
import { BadEvent } from '../errors.ts';
import type { Json } from '../json.ts';
import { attributeKey, enterpriseAttributes, knownAttributes } from './attribute-names.ts';
import { isBlank } from './attribute-values.ts';
import { decodeJsonText } from './json-text.ts';
import { lastPathSegment } from './path-segment.ts';
import { cleared, unreadable } from './person.ts';
import type { UnresolvableReason } from './reading.ts';
import { collectionNamed, PatchedCollections, type RemovedNames } from './scim-collections.ts';
import type { PatchOperation } from './scim-patch.ts';
import { selectsWork, workValues } from './scim-work-values.ts';
import { foldNames } from './spellings.ts';

export interface PatchedUser {
  /** For a person: a later layer wins. */
  readonly layers: readonly Json[];
  /** The groups, roles or entitlements that the user no longer has. */
  readonly removed: readonly RemovedNames[];
  /** The lists that name every group, role or entitlement of the user. */
  readonly wholeLists: readonly string[];
  /** Why parts of the patch have no effect. */
  readonly unclear: readonly UnresolvableReason[];
}

/** A user cannot be without these. */
const requiredAttributes = ['username', 'active'];

/** This extension can be removed as a whole: its attributes are known. */
const enterpriseSchema = /^urn:(?:ietf:params:)?scim:schemas:extension:enterprise:/i;

/** Attributes with several values that no policy needs in parts. */
const unusedCollections = ['phonenumbers', 'ims', 'photos', 'x509certificates'];

/** Parts of a value that describe it. */
const describingParts = ['display', 'displayname', '$ref', 'type', 'primary'];

const nameParts = ['formatted', 'givenName', 'familyName'];
const addressParts = ['country', 'region', 'locality'];

/** @throws BadEvent if an operation removes what no user can be without */
export function patchedUser(operations: readonly PatchOperation[]): PatchedUser {
  const collections = new PatchedCollections();
  const layers: Json[] = [];
  const unclear: UnresolvableReason[] = [];
  for (const operation of operations) {
    const collection = collectionNamed(operation.path.attribute);
    const result = collection === undefined ? readLayer(operation) : collections.apply(collection, operation);
    if (typeof result === 'string') unclear.push(result);
    else if (result !== undefined) layers.push(result);
  }
  return {
    layers: [...layers, collections.layer()],
    removed: collections.removed(),
    wholeLists: collections.wholeLists(),
    unclear,
  };
}

function readLayer(operation: PatchOperation): Json | UnresolvableReason {
  const { op, path, value } = operation;
  const { schema, attribute } = path;
  if (attribute === '') {
    return enterpriseSchema.test(schema ?? '') ? clearedLayer(enterpriseAttributes) : 'no-values';
  }
  const isRemoved = op === 'remove' || isBlank(value);
  if (schema === undefined && isRemoved) requireRemovable(operation);
  if (op === 'add' && isEmptyList(value)) return {};
  requireOwnPath(operation);
  const layer = isRemoved ? removedLayer(operation) : assignedLayer(operation);
  // In the same place as in the user itself: `active` of an extension is not that of the account.
  return schema === undefined || typeof layer === 'string' ? layer : { [schema]: layer };
}

function requireRemovable({ path, field }: PatchOperation): void {
  const { attribute } = path;
  if (requiredAttributes.includes(attributeKey(attribute))) {
    throw new BadEvent('invalid-event', `${field}: ${attribute} must have a value`);
  }
}

/** @throws BadEvent for a path such as `user.active`, or `user` with the state inside: neither is an attribute of its own */
function requireOwnPath({ path, value, field }: PatchOperation): void {
  const { schema, attribute, sub } = path;
  // A part of an extension may have any name.
  if (schema !== undefined || isUserAttribute(attribute)) return;
  const isState = Object.hasOwn(foldNames(decodeJsonText(value)), 'active');
  if (isState || (sub !== undefined && isUserAttribute(sub))) {
    throw new BadEvent('invalid-event', `${field}.path: ${attribute} has no attributes of a user`);
  }
}

function isUserAttribute(name: string): boolean {
  const key = attributeKey(name);
  return ['name', 'addresses', ...unusedCollections, ...knownAttributes.map(attributeKey)].includes(key);
}

function assignedLayer({ path, value }: PatchOperation): Json | UnresolvableReason {
  const { attribute, filter, sub } = path;
  const part = sub?.toLowerCase();
  switch (attributeKey(attribute)) {
    case 'name':
      return sub === undefined ? { name: decodeJsonText(value) } : { [sub]: value };
    case 'addresses':
      return ignoredByFilter(filter) ?? { addresses: workValues(sub === undefined ? value : { [sub]: value }) };
    case 'emails':
      if (part !== undefined && part !== 'value') return {};
      return ignoredByFilter(filter) ?? { emails: workValues(value) };
    case 'manager':
      if (part === '$ref') return { manager: lastPathSegment(value) ?? unreadable };
      return part === undefined || part === 'value' ? { manager: value } : {};
    default:
      return otherLayer(path, value);
  }
}

function removedLayer(operation: PatchOperation): Json | UnresolvableReason {
  const { path } = operation;
  const { attribute, filter, sub } = path;
  const part = sub?.toLowerCase();
  const isWhole = part === undefined || part === 'value';
  switch (attributeKey(attribute)) {
    case 'name':
      return clearedLayer(sub === undefined ? nameParts : [sub]);
    case 'addresses':
      return ignoredByFilter(filter) ?? clearedLayer(addressParts.filter((one) => part === undefined || one === part));
    case 'emails':
      if (!isWhole) return {};
      return ignoredByFilter(filter) ?? (listsPrivateOnes(operation) ? {} : clearedLayer(['email']));
    case 'manager':
      return isWhole || part === '$ref' ? clearedLayer(['manager']) : {};
    default:
      return otherLayer(path, cleared);
  }
}

/** Only the private values that the operation lists are removed. */
function listsPrivateOnes({ op, value }: PatchOperation): boolean {
  return op === 'remove' && !isBlank(value) && workValues(value).length === 0;
}

/** Only the values for work are read. Undefined for a filter that selects them. */
function ignoredByFilter(filter: string | undefined): Json | UnresolvableReason | undefined {
  const isForWork = selectsWork(filter);
  if (isForWork) return undefined;
  return isForWork === false ? {} : 'unknown-filter';
}

/** Of an attribute without known parts. A policy that needs what is not understood here refuses the event. */
function otherLayer({ attribute, filter, sub }: PatchOperation['path'], value: unknown): Json {
  const part = sub?.toLowerCase();
  if (filter === undefined && (part === undefined || part === 'value')) return { [attribute]: value };
  const isUnused = unusedCollections.includes(attributeKey(attribute)) || describingParts.includes(part ?? '');
  return isUnused ? {} : { [attribute]: unreadable };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function clearedLayer(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, cleared]));
}
