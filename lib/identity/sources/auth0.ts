/**
 * Auth0's event streams (CloudEvents). Events of its log streams are ignored.
 *
 * https://auth0.com/docs/customize/events/event-types
 */
import { BadEvent } from '../../errors.ts';
import { isObject, type Json, object, text } from '../../json.ts';
import { groupNames, requireFlag } from '../attribute-values.ts';
import { personFrom, referencedPerson } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

const changeByType = new Map<string, ChangeKind>([
  ['user.created', 'joined'],
  ['user.updated', 'changed'],
  ['user.deleted', 'left'],
  ['group.member.added', 'added-to-group'],
  ['group.member.deleted', 'removed-from-group'],
]);

/** The event does not name the members of the group, or the users of the connection. */
const endsForAll = ['group.deleted', 'connection.deleted'];

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
    const { a0purpose, type, id, source, time, data } = event;
    if (a0purpose === 'test') return [ignored('test')];
    const kind = text(type)?.replace(/^com\.auth0\./, '') ?? '';
    if (endsForAll.includes(kind)) return [unresolvable('ids-only')];
    const change = changeByType.get(kind);
    if (change === undefined) return [ignored('other-type')];
    const subject = object(data)['object'];
    if (!isObject(subject)) throw new BadEvent('invalid-event', 'data.object: is missing or not an object');
    const eventId = text(id);
    const common = { change, id: eventId && JSON.stringify([text(source), eventId]), time };
    return [
      isObject(subject['member'])
        ? readMember(subject['member'], (person) =>
            createReading(event, context, { ...common, person, groups: auth0GroupNames(object(subject['group'])) }),
          )
        : createReading(event, context, { ...common, person: auth0Person(subject) }),
    ];
  },
};

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
