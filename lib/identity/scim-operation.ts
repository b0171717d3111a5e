/** Reads a SCIM request: https://www.rfc-editor.org/rfc/rfc7644#section-3 */
import { BadEvent } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { groupNames } from './attribute-values.ts';
import { personFrom, personFromLayers } from './attributes.ts';
import { isRenamed, readTombstone } from './former-login.ts';
import { decodeJsonText } from './json-text.ts';
import type { Person } from './person.ts';
import { ignored, type Reading, unresolvable } from './reading.ts';
import {
  type CreateReading,
  isAboutMembers,
  readMembership,
  readPresentMembers,
  requireGroupPath,
} from './scim-members.ts';
import { readPatchOperations } from './scim-patch.ts';
import { patchedUser } from './scim-user-patch.ts';
import { foldNames } from './spellings.ts';
import { wholeState } from './whole-state.ts';

export interface ScimOperation {
  readonly method: string;
  readonly resource: 'user' | 'group';
  /** The receiver's id of the resource; undefined if only the URL of the request had it. */
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly data: unknown;
}

/** @throws BadEvent when the request lacks its resource or its operations */
export function readScimOperation(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  if (operation.resource === 'user') return readUser(operation, settle);
  const readings = readGroup(operation, settle);
  return readings.length > 0 ? readings : [ignored('not-a-person')];
}

/** A PUT replaces these. The groups are the receiver's own: a client may leave some out. */
const replacedLists = ['roles', 'entitlements'];

/** `meta.lastModified` is not the time of this change: a client sends back the value of the previous change. */
function readUser(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  const { method, id, externalId, data } = operation;
  const known = personFrom({ id, externalId });
  switch (method) {
    case 'DELETE':
      return [settle({ change: 'left', person: known })];
    case 'PATCH':
      return readPatchedUser(data, id, known, settle);
    case 'PUT': {
      const person = personFrom(known, wholeState(requireResource(data)), { id });
      const wholeLists = replacedLists.filter((name) => Array.isArray(person[name]));
      const readings = [settle({ change: 'changed', person, ...(wholeLists.length > 0 && { wholeLists }) })];
      // A PUT states the user name even if it stays. So who is not active, with another name than their id, may have either.
      if (person['active'] !== false || !isRenamed(id, readTombstone(person))) return readings;
      return [settle({ change: 'changed', person, former: { userName: id }, part: 'former' }), ...readings];
    }
    case 'POST':
      return [settle({ change: 'joined', person: personFrom(known, requireResource(data), { id }) })];
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

/** The changed attributes, then each kind of value that the user no longer has, then what is not understood. */
function readPatchedUser(
  data: unknown,
  id: string | undefined,
  known: Person,
  settle: CreateReading,
): readonly Reading[] {
  const { layers, removed, wholeLists, unclear } = patchedUser(readPatchOperations(data));
  const person = personFromLayers([...layers, known]);
  const former = isRenamed(id, person) && { former: { userName: id } };
  const changed = settle({ change: 'changed', person, ...former, ...(wholeLists.length > 0 && { wholeLists }) });
  if (changed.kind !== 'person' || changed.change === 'left') return [changed];
  const others = [
    ...removed.map(({ collection, names }) =>
      settle({
        change: 'removed-from-group',
        person,
        groups: names,
        ...(collection !== 'groups' && { groupsAttribute: collection }),
        part: `removed ${collection}`,
      }),
    ),
    ...unclear.map(unresolvable),
  ];
  const isChanged = Object.keys(person).length > Object.keys(known).length;
  return isChanged || others.length === 0 ? [changed, ...others] : others;
}

function readGroup(operation: ScimOperation, settle: CreateReading): readonly Reading[] {
  const { method, id, externalId, data } = operation;
  const groups = groupNames([{ id, externalId }]);
  switch (method) {
    // The request does not name the members.
    case 'DELETE':
      return [unresolvable('ids-only')];
    case 'PATCH':
      return readPatchOperations(data).flatMap((patch, index) => {
        if (isAboutMembers(patch)) return readMembership(patch, groups, index, settle);
        requireGroupPath(patch);
        return [];
      });
    case 'PUT':
    case 'POST': {
      const { displayname, members, id: ownId, externalid } = foldNames(requireResource(data));
      const names = groupNames([{ displayName: displayname, id: ownId, externalId: externalid }, ...groups]);
      return readPresentMembers(members, method === 'PUT', names, settle);
    }
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

function requireResource(data: unknown): Json {
  const resource = decodeJsonText(data);
  if (!isObject(resource)) throw new BadEvent('invalid-event', 'data: is missing or not an object');
  return resource;
}
