/** Reads a SCIM request: https://www.rfc-editor.org/rfc/rfc7644#section-3 */
import { BadEvent } from '../errors.ts';
import { personFrom, personFromLayers } from './attributes.ts';
import { isRenamed, readTombstone } from './former-login.ts';
import type { CreateGroupReading } from './group-change.ts';
import type { Person } from './person.ts';
import { type Reading, unresolvable } from './reading.ts';
import { readGroup } from './scim-group.ts';
import type { CreateReading } from './scim-members.ts';
import { readPatchOperations } from './scim-patch.ts';
import { requireResource, type ScimOperation } from './scim-resource.ts';
import { patchedUser } from './scim-user-patch.ts';
import { wholeState } from './whole-state.ts';

/** @throws BadEvent when the request lacks its resource or its operations */
export function readScimOperation(
  operation: ScimOperation,
  settle: CreateReading,
  settleGroup: CreateGroupReading,
): readonly Reading[] {
  return operation.resource === 'user' ? readUser(operation, settle) : readGroup(operation, settle, settleGroup);
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
