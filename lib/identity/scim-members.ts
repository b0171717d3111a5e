/** The members that a SCIM request adds to a group or removes from it. */
import { BadEvent } from '../errors.ts';
import { isObject, list, text } from '../json.ts';
import { attributeKey } from './attribute-names.ts';
import { groupNames, isBlank, presentItems, valueType } from './attribute-values.ts';
import { personFrom } from './attributes.ts';
import type { IdentityChange } from './identity-change.ts';
import { decodeJsonText } from './json-text.ts';
import { lastPathSegment } from './path-segment.ts';
import type { Person } from './person.ts';
import { ignored, type Reading, requireFewReadings, unresolvable } from './reading.ts';
import { parseFilter } from './scim-filter.ts';
import type { PatchOperation } from './scim-patch.ts';
import { foldNames } from './spellings.ts';

export type CreateReading = (identityChange: IdentityChange) => Reading;

type MembershipChange = 'added-to-group' | 'removed-from-group';

export function isAboutMembers({ path }: PatchOperation): boolean {
  return attributeKey(path.attribute) === 'members';
}

/** @throws BadEvent for a path that means the members, but is not theirs, such as `group.members` */
export function requireGroupPath({ path, field }: PatchOperation): void {
  const { attribute, sub = '' } = path;
  if (/^(?:members?|users?)$/i.test(sub) || /^(?:member|users?)$/i.test(attribute)) {
    throw new BadEvent('invalid-event', `${field}.path: ${attribute} is not an attribute of a group`);
  }
}

/** Whether nobody is in the group any more but those whom the operation names. */
export function replacesMembers(patch: PatchOperation): boolean {
  const { op, path, value } = patch;
  if (!isAboutMembers(patch) || path.filter !== undefined || !isOfMembers(path.sub)) return false;
  return op === 'replace' || (op === 'remove' && namesNothing(value));
}

/** A removal of nobody in particular removes everybody: https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.2 */
function namesNothing(value: unknown): boolean {
  const decoded = decodeJsonText(value);
  return isBlank(decoded) && !isObject(decoded) && !(Array.isArray(decoded) && decoded.length > 0);
}

/** The others describe a member, such as `display`. */
function isOfMembers(sub: string | undefined): boolean {
  return sub === undefined || ['value', '$ref'].includes(sub.toLowerCase());
}

/** The members of a group that was created or replaced. */
export function readPresentMembers(
  members: unknown,
  groups: readonly string[],
  settle: CreateReading,
): readonly Reading[] {
  const present = presentItems(members);
  requireFewReadings(present.length);
  return present.map((one, index) => readMember(one, 'added-to-group', groups, index, settle));
}

/** @param index of the operation, which tells its members apart from those of others */
export function readMembership(
  patch: PatchOperation,
  groups: readonly string[],
  index: number,
  settle: CreateReading,
): readonly Reading[] {
  const { op, path, value } = patch;
  if (!isOfMembers(path.sub)) return [];
  const given = presentItems(value).map((one) => (path.sub?.toLowerCase() === '$ref' ? { $ref: one } : one));
  requireFewReadings(given.length);
  const read = (members: readonly unknown[], change: MembershipChange, prefix = '') =>
    members.map((one, other) => readMember(one, change, groups, `${index}.${prefix}${other}`, settle));
  if (path.filter === undefined) {
    if (op !== 'remove') return read(given, 'added-to-group');
    if (given.length > 0) return read(given, 'removed-from-group');
    return replacesMembers(patch) ? [] : [unresolvable('no-user')];
  }
  const named = membersInFilter(path.filter);
  if (named.length === 0) return [unresolvable('no-user')];
  requireFewReadings(named.length + given.length);
  if (op === 'remove' || (op === 'replace' && given.length === 0)) return read(named, 'removed-from-group');
  const present = given.filter((one) => !isObject(one) || groupNames([one]).length > 0);
  // The value may only describe the member that the filter names.
  if (present.length === 0) return op === 'add' ? read(named, 'added-to-group') : [];
  return op === 'add'
    ? read(present, 'added-to-group')
    : [...read(named, 'removed-from-group', 'former.'), ...read(present, 'added-to-group')];
}

/** Members of `value eq "u-1" or value eq "u-2"`; none if any alternative names no member. */
function membersInFilter(filter: string): readonly unknown[] {
  const alternatives = list(parseFilter(filter)).map(foldNames);
  const areNamed = alternatives.every(({ value, display, $ref }) => value ?? display ?? $ref);
  return areNamed ? alternatives : [];
}

function readMember(
  written: unknown,
  change: MembershipChange,
  groups: readonly string[],
  part: string | number,
  settle: CreateReading,
): Reading {
  const member = isObject(written) ? foldNames(written) : { value: written };
  const { value, display, $ref } = member;
  const isOf = (type: string, uri: RegExp) =>
    valueType(member) === type || [value, $ref].some((one) => uri.test(text(one) ?? ''));
  if (isOf('group', groupUri)) return ignored('nested-group');
  const person = memberPerson(isBlank(value) ? $ref : value, display);
  return settle({ change, person, groups, part, mayBeGroup: !isOf('user', userUri) });
}

/** Of a `$ref`, or of a value that is one. */
const groupUri = /(?:^|\/)Groups\/[^/]+\/?$/i;
const userUri = /(?:^|\/)Users\/[^/]+\/?$/i;

/**
 * In a bulk request, `bulkId:` refers to a resource that another operation of the request creates. `display` is for people
 * only, even if it is an e-mail address: https://www.rfc-editor.org/rfc/rfc7643#section-2.4
 */
function memberPerson(value: unknown, display: unknown): Person {
  const written = text(value);
  const id = userUri.test(written ?? '') ? lastPathSegment(written) : value;
  return personFrom({ id: written?.startsWith('bulkId:') ? undefined : id, displayName: display });
}
