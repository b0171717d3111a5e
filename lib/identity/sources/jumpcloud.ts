/**
 * Events of JumpCloud's Directory Insights.
 *
 * https://docs.jumpcloud.com/api/insights/directory/1.0/index.html
 */
import { BadEvent } from '../../errors.ts';
import { flag, type Json, list, object, text } from '../../json.ts';
import { groupNames, requireFlag } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createGroupReading } from '../group-change.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeForm, readListedChanges } from '../listed-changes.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import { foldNames } from '../spellings.ts';
import type { EventContext } from '../transport.ts';
import { wholeState } from '../whole-state.ts';

const changeByType = new Map<string, ChangeKind>([
  ['user_create', 'joined'],
  ['user_update', 'changed'],
  ['user_delete', 'left'],
]);

/** Of a group of users. These do not name its members. */
const groupChangeByType = new Map<string, 'group-deleted' | 'group-renamed'>([
  ['group_delete', 'group-deleted'],
  ['group_update', 'group-renamed'],
]);

const changeByOperation = new Map<string, ChangeKind>([
  ['add', 'added-to-group'],
  ['remove', 'removed-from-group'],
]);

/** Types that begin so may tell of a leaver, whatever follows: `user_suspended` and `user_suspended_by_policy` alike. */
const lifecycleType = /^user_(?:creat|updat|delet|remov|(?:un)?suspen|(?:de|re)?activat)/;

const changeForm: ChangeForm = { name: 'field', from: 'from', to: 'to', named: 'a field' };

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
    const groupChange = groupChangeByType.get(type);
    const isKnown = (change ?? groupChange) !== undefined || type === 'association_change';
    if (!isKnown) return [skipped(type)];
    if (flag(success) === false) return [ignored('not-successful')];
    if (groupChange !== undefined) return [readGroup(event, context, groupChange)];
    return [change === undefined ? readMembership(event, context) : readUser(event, context, change)];
  },
};

/** Other types about the life of a user are not documented. Sign-ins, passwords and devices change no access. */
function skipped(type: string): Reading {
  return lifecycleType.test(type) ? unresolvable('no-change') : ignored('other-type');
}

function readUser(event: Json, context: EventContext, change: ChangeKind): Reading {
  const { id, timestamp, resource, changes } = event;
  if (changes !== undefined && changes !== null && !Array.isArray(changes)) {
    throw new BadEvent('invalid-event', 'changes: must be a list');
  }
  if (change === 'changed' && list(changes).length === 0) return unresolvable('no-values');
  const { type, id: userId, username, email, displayname } = object(resource);
  if (type !== undefined && type !== 'user') return ignored('not-a-person');
  const { before, now } = readListedChanges(list(changes), changeForm);
  const person = personFrom(
    wholeState(now),
    { id: userId, userName: username, email, displayname },
    { active: activeIn(now) },
  );
  return createReading(event, context, { change, person, former: personFrom(before), id: text(id), time: timestamp });
}

/** @throws BadEvent if a state cannot be read: it would hide a leaver */
function activeIn(now: Json): boolean | undefined {
  const { active, suspended, state } = foldNames(now);
  const isSuspended = requireFlag(suspended, 'suspended');
  // A staged user is not suspended, and not active either.
  const isStaged = text(state)?.toUpperCase() === 'STAGED';
  return agreedState({
    active: requireFlag(active, 'active'),
    suspended: isSuspended === undefined || (!isSuspended && isStaged) ? undefined : !isSuspended,
    state: isActivated(state),
  });
}

/**
 * Whether a person is active, by all fields that tell it.
 *
 * @returns undefined if none tells it
 * @throws BadEvent if they contradict each other
 */
function agreedState(states: Readonly<Record<string, boolean | undefined>>): boolean | undefined {
  const told = Object.entries(states).filter(([, isActive]) => isActive !== undefined);
  if (new Set(told.map(([, isActive]) => isActive)).size <= 1) return told[0]?.[1];
  throw new BadEvent('invalid-event', `${told.map(([name]) => name).join(', ')}: contradict each other`);
}

function isActivated(state: unknown): boolean | undefined {
  if (state === undefined || state === null) return undefined;
  const word = text(state)?.toUpperCase() ?? '';
  if (['ACTIVATED', 'STAGED', 'SUSPENDED'].includes(word)) return word === 'ACTIVATED';
  throw new BadEvent('invalid-event', 'state: must be ACTIVATED, STAGED or SUSPENDED');
}

/**
 * A user is connected with a group. The user may be on either side.
 *
 * @throws BadEvent if a side is not told: it could be a user or a group
 */
function readMembership(event: Json, context: EventContext): Reading {
  const { id, timestamp, association } = event;
  const { op, connection } = object(association);
  const { from, to } = object(connection);
  const sides = [from, to].map(object);
  const user = sides.find((side) => typeOf(side) === 'user');
  const group = sides.find((side) => typeOf(side) === 'user_group');
  if (sides.some((side) => typeOf(side) === undefined)) {
    throw new BadEvent('invalid-event', 'association.connection: must have the types of both sides');
  }
  if (user === undefined || group === undefined) return ignored('not-a-person');
  const operation = text(op)?.toLowerCase() ?? '';
  // The membership stays, with other attributes.
  if (operation === 'update') return ignored('other-type');
  const change = changeByOperation.get(operation);
  if (change === undefined) throw new BadEvent('invalid-event', 'association.op: must be add, remove or update');
  const groups = groupNames([{ name: group['name'], id: group['object_id'] }]);
  return createReading(event, context, { change, person: memberOf(user), groups, id: text(id), time: timestamp });
}

function readGroup(event: Json, context: EventContext, change: 'group-deleted' | 'group-renamed'): Reading {
  const { resource, changes } = event;
  const { id, name } = object(resource);
  // A group of devices, or of administrators.
  if ((typeOf(object(resource)) ?? 'user_group') !== 'user_group') return ignored('not-a-person');
  const common = { change, names: [name], ids: [id], id: text(event['id']), time: event['timestamp'] };
  if (change === 'group-deleted') return createGroupReading(event, context, common);
  const renaming = list(changes)
    .map(object)
    .find(({ field }) => text(field)?.toLowerCase() === 'name');
  if (renaming === undefined) return ignored('not-a-person');
  return createGroupReading(event, context, { ...common, names: [renaming['to']], formerNames: [renaming['from']] });
}

/** JumpCloud writes it in lower and in upper case. */
function typeOf({ type }: Json): string | undefined {
  return text(type)?.toLowerCase();
}

function memberOf({ object_id, name }: Json): Person {
  return personFrom({ id: object_id, userName: name });
}
