/**
 * Events of JumpCloud's Directory Insights.
 *
 * https://docs.jumpcloud.com/api/insights/directory/1.0/index.html
 */
import { BadEvent } from '../../errors.ts';
import { flag, isObject, type Json, list, object, text } from '../../json.ts';
import { groupNames, readFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type Person, unreadable } from '../person.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';

const changeByType = new Map<string, ChangeKind>([
  ['user_create', 'joined'],
  ['user_update', 'changed'],
  ['user_delete', 'left'],
]);

const changeByOperation = new Map<string, ChangeKind>([
  ['add', 'added-to-group'],
  ['remove', 'removed-from-group'],
]);

export const jumpcloud: Source = {
  name: 'jumpcloud',

  recognises({ event_type, service, organization, initiated_by, resource, association }) {
    return (
      typeof event_type === 'string' &&
      typeof service === 'string' &&
      organization !== undefined &&
      (initiated_by ?? resource ?? association) !== undefined
    );
  },

  read(event, context) {
    const { event_type, success } = event;
    const type = text(event_type) ?? '';
    const change = changeByType.get(type);
    if (change === undefined && type !== 'association_change') return [skipped(type)];
    if (flag(success) === false) return [ignored('not-successful')];
    return [change === undefined ? readMembership(event, context) : readUser(event, context, change)];
  },
};

/** The types with a state in their name are not documented. Sign-ins, passwords and devices change no access. */
function skipped(type: string): Reading {
  return /^user_(suspend|unsuspend|activat|deactivat|reactivat)/.test(type)
    ? unresolvable('no-change')
    : ignored('other-type');
}

function readUser(event: Json, context: EventContext, change: ChangeKind): Reading {
  const { id, timestamp, resource, changes } = event;
  if (changes !== undefined && changes !== null && !Array.isArray(changes)) {
    throw new BadEvent('invalid-event', 'changes: must be a list');
  }
  if (change === 'changed' && list(changes).length === 0) return unresolvable('no-values');
  const { type, id: userId, username, email, displayname } = object(resource);
  if (type !== undefined && type !== 'user') return ignored('not-a-person');
  const now = Object.fromEntries(list(changes).map(readChange));
  const person = personFrom(
    wholeState(now),
    { id: userId, userName: username, email, displayname },
    { active: activeIn(now) },
  );
  const former = personFrom(
    Object.fromEntries(
      list(changes)
        .map(object)
        .map(({ field, from }) => [String(field), from]),
    ),
  );
  return createReading(event, context, { change, person, former, id: text(id), time: timestamp });
}

function readChange(change: unknown): [name: string, value: unknown] {
  const { field, to = null } = object(change);
  const name = text(field);
  if (name === undefined) throw new BadEvent('invalid-event', 'changes: each needs the name of a field');
  return [name, to];
}

/** @throws BadEvent if a state cannot be read: it would hide a leaver */
function activeIn({ suspended, state }: Json): boolean | undefined {
  const isSuspended = readFlag(suspended);
  if (isSuspended === unreadable) throw new BadEvent('invalid-event', 'suspended: must be true or false');
  if (typeof isSuspended === 'boolean') return !isSuspended;
  if (state === undefined || state === null) return undefined;
  const word = text(state)?.toUpperCase() ?? '';
  if (['ACTIVATED', 'STAGED', 'SUSPENDED'].includes(word)) return word === 'ACTIVATED';
  throw new BadEvent('invalid-event', 'state: must be ACTIVATED, STAGED or SUSPENDED');
}

/** A user is connected with a group. The user may be on either side. */
function readMembership(event: Json, context: EventContext): Reading {
  const { id, timestamp, association } = event;
  const { op, connection } = object(association);
  const sides = [object(connection)['from'], object(connection)['to']].filter(isObject);
  const user = sides.find(({ type }) => type === 'user');
  const group = sides.find(({ type }) => type === 'user_group');
  if (user === undefined || group === undefined) return ignored('not-a-person');
  const operation = text(op)?.toLowerCase() ?? '';
  // The membership stays, with other attributes.
  if (operation === 'update') return ignored('other-type');
  const change = changeByOperation.get(operation);
  if (change === undefined) throw new BadEvent('invalid-event', 'association.op: must be add, remove or update');
  const groups = groupNames([{ name: group['name'], id: group['object_id'] }]);
  return createReading(event, context, { change, person: memberOf(user), groups, id: text(id), time: timestamp });
}

function memberOf({ object_id, name }: Json): Person {
  return personFrom({ id: object_id, userName: name });
}
