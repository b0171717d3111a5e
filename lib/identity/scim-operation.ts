/** Reads a SCIM request: https://www.rfc-editor.org/rfc/rfc7644#section-3 */
import { BadEvent } from '../errors.ts';
import { isObject, type Json, list, object, text } from '../json.ts';
import { groupNames } from './attribute-values.ts';
import { personFrom, personFromLayers } from './attributes.ts';
import { isRenamed, readTombstone } from './former-login.ts';
import type { IdentityChange } from './identity-change.ts';
import type { Person } from './person.ts';
import { ignored, type Reading, requireFewReadings, unresolvable } from './reading.ts';
import { type PatchOperation, patchedAttributes, readPatchOperations } from './scim-patch.ts';

export interface ScimOperation {
  readonly method: string;
  readonly resource: 'user' | 'group';
  /** The receiver's id of the resource; undefined if only the URL of the request had it. */
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly data: unknown;
}

type CreateReading = (identityChange: IdentityChange) => Reading;

/** @throws BadEvent when the request lacks its resource or its operations */
export function readScimOperation(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  if (operation.resource === 'user') return readUser(operation, settle);
  const readings = readGroup(operation, settle);
  return readings.length > 0 ? readings : [ignored('not-a-person')];
}

/** `meta.lastModified` is not the time of this change: a client sends back the value of the previous change. */
function readUser(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  const { method, id, externalId, data } = operation;
  const known = personFrom({ id, externalId });
  switch (method) {
    case 'DELETE':
      return [settle({ change: 'left', person: known })];
    case 'PATCH': {
      const person = personFromLayers([...patchedAttributes(readPatchOperations(data)), known]);
      const former = isRenamed(id, person) && { former: { userName: id } };
      return [settle({ change: 'changed', person, ...former })];
    }
    case 'PUT': {
      const person = personFrom(known, requireResource(data), { id });
      const readings = [settle({ change: 'changed', person })];
      // A PUT states the user name even if it stays. So a leaver with another name than their id may have either.
      if (person['active'] !== false || !isRenamed(id, readTombstone(person))) return readings;
      return [settle({ change: 'left', person, former: { userName: id }, part: 'former' }), ...readings];
    }
    case 'POST':
      return [settle({ change: 'joined', person: personFrom(known, requireResource(data), { id }) })];
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

function readGroup(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  const { method, id, externalId, data } = operation;
  const groups = groupNames([{ id, externalId }]);
  switch (method) {
    // The request does not name the members.
    case 'DELETE':
      return [unresolvable('ids-only')];
    case 'PATCH':
      return readPatchOperations(data).flatMap((patch, index) => readMembership(patch, groups, index, settle));
    case 'PUT':
    case 'POST': {
      const group = requireResource(data);
      const { displayName, members } = group;
      const names = groupNames([{ displayName, id: group['id'], externalId: group['externalId'] }, ...groups]);
      requireFewReadings(list(members).length);
      return list(members).map((member, index) => readMember(member, 'added-to-group', names, index, settle));
    }
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

/** The members that a PATCH adds or removes: by value, by a filter, or inside a value without a path. */
function readMembership(
  patch: PatchOperation,
  groups: readonly string[],
  index: number,
  settle: CreateReading,
): Reading[] {
  const { op, path = '', value } = patch;
  const filter = /^members\[(.*)\]$/i.exec(path)?.[1];
  const listed = path === '' ? object(value)['members'] : /^members$/i.test(path) ? value : undefined;
  const change = op === 'remove' ? 'removed-from-group' : 'added-to-group';
  const members = filter === undefined ? [listed ?? []].flat() : membersInFilter(filter);
  // All members, or a filter that does not name them.
  const isUnnamed = members.length === 0 && (filter !== undefined || /^members$/i.test(path));
  if (isUnnamed && op === 'remove') return [unresolvable('no-user')];
  requireFewReadings(members.length);
  return members.map((member, other) => readMember(member, change, groups, `${index}.${other}`, settle));
}

/** Members of `value eq "u-1" or value eq "u-2"`; none if the filter has any other condition. */
function membersInFilter(filter: string): Json[] {
  const members = filter.split(/\s+or\s+/i).map((one) => {
    const [, name = '', quoted, bare] = /^\s*(value|display)\s+eq\s+(?:"([^"]+)"|([^"\s]+))\s*$/i.exec(one) ?? [];
    return { [name.toLowerCase()]: quoted ?? bare };
  });
  return members.some((member) => '' in member) ? [] : members;
}

function readMember(
  member: unknown,
  change: 'added-to-group' | 'removed-from-group',
  groups: readonly string[],
  part: string | number,
  settle: CreateReading,
): Reading {
  const { value, display, type } = object(member);
  if (text(type)?.toLowerCase() === 'group') return ignored('not-a-person');
  return settle({ change, person: memberPerson(value, display), groups, part });
}

/**
 * In a bulk request, `bulkId:` refers to a resource that another operation of the request creates. `display` is for people
 * only, even if it is an e-mail address: https://www.rfc-editor.org/rfc/rfc7643#section-2.4
 */
function memberPerson(value: unknown, display: unknown): Person {
  const id = text(value)?.startsWith('bulkId:') ? undefined : value;
  return personFrom({ id, displayName: display });
}

function requireResource(data: unknown): Json {
  if (!isObject(data)) throw new BadEvent('invalid-event', 'data: is missing or not an object');
  return data;
}
