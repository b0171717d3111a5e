/**
 * Okta's System Log, through its log stream (EventBridge) or an event hook. Both send the same events and `uuid`.
 *
 * https://developer.okta.com/docs/reference/api/event-types/
 */
import { BadEvent } from '../../errors.ts';
import { type Json, list, object, text } from '../../json.ts';
import { groupNames } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { type ChangeKind, ignored, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';

/** Events of all other types come too: a log stream has no filter. */
const changeByType = new Map<string, ChangeKind>([
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
    // A hook with a list of events is split before.
    if (eventType === 'com.okta.event_hook') throw new BadEvent('invalid-event', 'data.events: is not a list');
    const change = changeByType.get(text(eventType) ?? '');
    if (change === undefined) return [ignored('other-type')];
    const result = text(object(outcome)['result']);
    if (result !== undefined && result.toUpperCase() !== 'SUCCESS') return [ignored('not-successful')];
    const id = text(uuid);
    if (id === undefined) throw new BadEvent('invalid-event', 'uuid: is missing');
    // Users and groups come in any order. The actor is not a target.
    const users = targets(target, 'User');
    if (users.length === 0) return [unresolvable('no-user')];
    const groups = groupNames(targets(target, 'UserGroup').map(({ id, displayName }) => ({ id, displayName })));
    return users.map((user, index) =>
      createReading(event, context, {
        change,
        person: oktaPerson(user),
        former: formerPerson(user),
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

/** `alternateId` is the login, or the word `unknown`. */
function oktaPerson({ id, alternateId, displayName }: Json): Person {
  const login = text(alternateId);
  return personFrom({ id, displayName, userName: login === 'unknown' ? undefined : login });
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
function formerPerson({ changeDetails }: Json): Person {
  const { login, email } = object(object(changeDetails)['from']);
  return personFrom({ userName: login, email });
}
