/**
 * Auth0's event streams (CloudEvents). Events of its log streams are ignored.
 *
 * https://auth0.com/docs/customize/events/event-types
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { groupNames, requireFlag } from '../attribute-values.ts';
import { personFrom, referencedPerson } from '../attributes.ts';
import { createGroupReading } from '../group-change.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';

const changeByType = new Map<string, ChangeKind>([
  ['user.created', 'joined'],
  ['user.updated', 'changed'],
  ['user.deleted', 'left'],
  ['group.member.added', 'added-to-group'],
  ['group.member.deleted', 'removed-from-group'],
]);

/** These do not name the members of the group. */
const groupChangeByType = new Map<string, 'group-deleted' | 'group-renamed'>([
  ['group.deleted', 'group-deleted'],
  ['group.updated', 'group-renamed'],
]);

/** The event does not name the users of the connection. */
const connectionDeletion = 'connection.deleted';

export const auth0: Source = {
  name: 'auth0',

  recognises({ a0tenant, a0stream, source, type, log_id }, { eventBridge }) {
    const partner = text(object(eventBridge)['source']) ?? '';
    return (
      a0tenant !== undefined ||
      a0stream !== undefined ||
      (typeof source === 'string' && source.startsWith('urn:auth0:')) ||
      (typeof type === 'string' && type.startsWith('com.auth0.')) ||
      (log_id !== undefined && eventBridge?.['detail-type'] === 'Auth0 log') ||
      partner.startsWith('aws.partner/auth0.com')
    );
  },

  read(event, context) {
    const { a0purpose, type } = event;
    if (a0purpose === 'test') return [ignored('test')];
    const kind = text(type)?.replace(/^com\.auth0\./, '') ?? '';
    if (kind === connectionDeletion) return [unresolvable('ids-only')];
    const groupChange = groupChangeByType.get(kind);
    if (groupChange !== undefined) return [readGroup(event, context, groupChange)];
    const change = changeByType.get(kind);
    if (change === undefined) return [ignored('other-type')];
    const subject = requireSubject(event);
    const common = { change, ...occurrenceOf(event) };
    return [
      isObject(subject['member'])
        ? readMember(subject['member'], (person) =>
            createReading(event, context, { ...common, person, groups: auth0GroupNames(object(subject['group'])) }),
          )
        : createReading(event, context, { ...common, person: auth0Person(subject) }),
    ];
  },
};

/** @throws BadEvent if the event is about nothing */
function requireSubject({ data }: Json): Json {
  const subject = object(data)['object'];
  if (!isObject(subject)) throw new BadEvent('invalid-event', 'data.object: is missing or not an object');
  return subject;
}

function occurrenceOf({ id, source, time }: Json) {
  const eventId = text(id);
  return { id: eventId && JSON.stringify([text(source), eventId]), time };
}

function readGroup(event: Json, context: EventContext, change: 'group-deleted' | 'group-renamed'): Reading {
  const { id, external_id, name } = requireSubject(event);
  const { name: formerName = name } = object(object(event['data'])['previous_object']);
  const common = { change, names: [name], ids: [external_id, id], ...occurrenceOf(event) };
  if (change === 'group-deleted') return createGroupReading(event, context, common);
  if (formerName === name) return ignored('not-a-person');
  return createGroupReading(event, context, { ...common, formerNames: [formerName] });
}

/** Only the company writes `app_metadata`. Users write their own `user_metadata`, so it is not read. */
function auth0Person({ user_id, email, username, name, given_name, family_name, app_metadata, blocked }: Json): Person {
  const isBlocked = requireFlag(blocked, 'data.object.blocked');
  return personFrom(app_metadata, {
    id: user_id,
    email,
    userName: username,
    displayName: name,
    given_name,
    family_name,
    active: isBlocked === undefined ? undefined : !isBlocked,
  });
}

function readMember({ member_type, id, email, name }: Json, read: (person: Person) => Reading): Reading {
  if (member_type !== undefined && member_type !== 'user') return ignored('not-a-person');
  return read(personFrom(referencedPerson(id, id), { email, displayName: name }));
}

function auth0GroupNames({ id, external_id, name }: Json): string[] {
  return groupNames([{ external_id, id, name }]);
}
