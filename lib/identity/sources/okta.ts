/**
 * Okta's System Log, through its log stream (EventBridge) or an event hook: the same events, with the same `uuid`.
 *
 * https://developer.okta.com/docs/reference/api/event-types/
 */
import { BadEvent } from '../../errors.ts';
import { type Json, list, object, text } from '../../json.ts';
import { namesOf, personFrom } from '../attributes.ts';
import { readingOf } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

/** Every other type is sent as well, since a log stream cannot be filtered. */
const changes = new Map<string, ChangeKind>([
  ['user.lifecycle.create', 'joined'],
  ['user.lifecycle.activate', 'joined'],
  ['user.lifecycle.reactivate', 'changed'],
  ['user.lifecycle.unsuspend', 'changed'],
  ['user.account.update_profile', 'changed'],
  ['user.lifecycle.suspend', 'left'],
  ['user.lifecycle.deactivate', 'left'],
  ['user.lifecycle.delete.initiated', 'left'],
  ['user.lifecycle.delete.completed', 'left'],
  ['group.user_membership.add', 'added-to-group'],
  ['group.user_membership.remove', 'removed-from-group'],
]);

export const okta: Source = {
  name: 'okta',

  recognises({ eventType, uuid, published }, { eventBridge }) {
    if (typeof eventType !== 'string') return false;
    const { source } = object(eventBridge);
    return (
      (uuid !== undefined && published !== undefined) ||
      eventType === 'com.okta.event_hook' ||
      (typeof source === 'string' && source.startsWith('aws.partner/okta.com'))
    );
  },

  read(event, context) {
    const { eventType, uuid, published, outcome, target } = event;
    // A hook whose events could be taken out of it is not seen here.
    if (eventType === 'com.okta.event_hook') throw new BadEvent('invalid-event', 'data.events: is not a list');
    const change = changes.get(text(eventType) ?? '');
    if (change === undefined) return [ignored('other-type')];
    const result = text(object(outcome)['result']);
    if (result !== undefined && result.toUpperCase() !== 'SUCCESS') return [ignored('not-successful')];
    const id = text(uuid);
    if (id === undefined) throw new BadEvent('invalid-event', 'uuid: is missing');
    // By type and never by position: users and groups come in either order, and the actor is not among them.
    const users = targets(target, 'User');
    if (users.length === 0) return [unresolvable('no-user')];
    const groups = namesOf(targets(target, 'UserGroup').map(({ id, displayName }) => ({ id, displayName })));
    return users.map((user, index) =>
      readingOf(event, context, {
        change,
        person: personOf(user),
        groups,
        id,
        ...(index > 0 && { part: index }),
        time: published,
      }),
    );
  },
};

function targets(target: unknown, type: string): Json[] {
  return list(target)
    .map(object)
    .filter((one) => one['type'] === type);
}

/** `alternateId` is the login, or the word unknown. */
function personOf({ id, alternateId, displayName }: Json): Person {
  const login = text(alternateId);
  return personFrom({ id, displayName, userName: login === 'unknown' ? undefined : login });
}
