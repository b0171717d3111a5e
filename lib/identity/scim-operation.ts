/** Reads what a SCIM request asks for: https://www.rfc-editor.org/rfc/rfc7644#section-3 */
import { BadEvent } from '../errors.ts';
import { flag, isObject, type Json, list, object, text } from '../json.ts';
import { namesOf, personFrom, personOf, personReferredTo } from './attributes.ts';
import type { IdentityChange } from './identity-change.ts';
import type { Person } from './person.ts';
import { ignored, type Reading, unresolvable } from './reading.ts';
import { operationsOf, type PatchOperation, patchedAttributes } from './scim-patch.ts';

export interface Operation {
  readonly method: string;
  readonly resource: 'user' | 'group';
  /** What the receiver knows the resource by; undefined where only the URL of the request told it. */
  readonly id?: string | undefined;
  readonly externalId?: string | undefined;
  readonly data: unknown;
}

type Settle = (identityChange: IdentityChange) => Reading;

/** @throws BadEvent when the request lacks its resource or its operations */
export function readOperation(operation: Operation, settle: Settle): readonly Reading[] {
  if (operation.resource === 'user') return [readUser(operation, settle)];
  const readings = readGroup(operation, settle);
  return readings.length > 0 ? readings : [ignored('not-a-person')];
}

/** `meta.lastModified` is no time of it: a client sends back what it was told of the change before. */
function readUser(operation: Operation, settle: Settle): Reading {
  const { method, id, externalId, data } = operation;
  const known = personFrom({ id, externalId });
  switch (method) {
    case 'DELETE':
      return settle({ change: 'left', person: known });
    case 'PATCH':
      return settle({
        change: 'changed',
        person: personOf([...withState(patchedAttributes(operationsOf(data))), known]),
      });
    case 'PUT':
      return settle({ change: 'changed', person: personFrom(known, ...withState([resourceOf(data)]), { id }) });
    case 'POST':
      return settle({ change: 'joined', person: personFrom(known, ...withState([resourceOf(data)]), { id }) });
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

/**
 * Whoever is said to be active or not, in words that nobody understands, may have left.
 *
 * @throws BadEvent
 */
function withState(layers: readonly Json[]): readonly Json[] {
  const states = layers.flatMap(Object.entries).filter(([name]) => name.toLowerCase() === 'active');
  if (states.every(([, value]) => value === null || flag(value) !== undefined)) return layers;
  throw new BadEvent('invalid-event', 'active: must be true or false');
}

function readGroup(operation: Operation, settle: Settle): readonly Reading[] {
  const { method, id, externalId, data } = operation;
  const groups = namesOf([{ id, externalId }]);
  switch (method) {
    // Who its members were is not said.
    case 'DELETE':
      return [unresolvable('ids-only')];
    case 'PATCH':
      return operationsOf(data).flatMap((patch, index) => readMembership(patch, groups, index, settle));
    case 'PUT':
    case 'POST': {
      const group = resourceOf(data);
      const { displayName, members } = group;
      const names = namesOf([{ displayName, id: group['id'], externalId: group['externalId'] }, ...groups]);
      return list(members).map((member, index) => readMember(member, 'added-to-group', names, index, settle));
    }
    default:
      throw new BadEvent('invalid-event', 'method: must be POST, PUT, PATCH or DELETE');
  }
}

/** Members that a PATCH adds or removes: by value, by a filter on it, or inside a value without a path. */
function readMembership(patch: PatchOperation, groups: readonly string[], index: number, settle: Settle): Reading[] {
  const { op, path = '', value } = patch;
  const filter = /^members\[(.*)\]$/i.exec(path)?.[1];
  const listed = path === '' ? object(value)['members'] : /^members$/i.test(path) ? value : undefined;
  const change = op === 'remove' ? 'removed-from-group' : 'added-to-group';
  const members = filter === undefined ? [listed ?? []].flat() : membersIn(filter);
  // All members, or those of a filter that asks for something else than who they are.
  const isUnnamed = members.length === 0 && (filter !== undefined || /^members$/i.test(path));
  if (isUnnamed && op === 'remove') return [unresolvable('no-user')];
  return members.map((member, other) => readMember(member, change, groups, `${index}.${other}`, settle));
}

/** `value eq "u-1" or value eq "u-2"`; none where the filter asks for anything else as well. */
function membersIn(filter: string): Json[] {
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
  settle: Settle,
): Reading {
  const { value, display, type } = object(member);
  if (text(type)?.toLowerCase() === 'group') return ignored('not-a-person');
  return settle({ change, person: memberOf(value, display), groups, part });
}

/** In a bulk request `bulkId:` stands for a resource that another of its operations creates. */
function memberOf(value: unknown, display: unknown): Person {
  return personReferredTo(text(value)?.startsWith('bulkId:') ? undefined : value, display);
}

function resourceOf(data: unknown): Json {
  if (!isObject(data)) throw new BadEvent('invalid-event', 'data: is missing or no object');
  return data;
}
