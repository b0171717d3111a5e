/**
 * Okta's System Log, through its log stream (EventBridge) or an event hook. Both send the same events and `uuid`.
 *
 * https://developer.okta.com/docs/reference/api/event-types/
 */
import { BadEvent } from '../../errors.ts';
import { type Json, list, object, text } from '../../json.ts';
import { groupNames } from '../attribute-values.ts';
import { personFrom } from '../attributes.ts';
import { createGroupReading } from '../group-change.ts';
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
  ['user.lifecycle.suspend', 'suspended'],
  ['user.lifecycle.deactivate', 'left'],
  ['user.lifecycle.delete.initiated', 'left'],
  ['user.lifecycle.delete.completed', 'left'],
  ['group.user_membership.add', 'added-to-group'],
  ['group.user_membership.remove', 'removed-from-group'],
  // A person's assignment to an application. A restored one comes with the person's reactivation:
  // https://support.okta.com/help/s/article/about-eventtype-application-user-membership-restore
  ['application.user_membership.add', 'added-to-group'],
  ['application.user_membership.restore', 'added-to-group'],
  ['application.user_membership.remove', 'removed-from-group'],
  ['application.user_membership.revoke', 'removed-from-group'],
]);

/** The person was suspended or deactivated, and is back. */
const returns = ['user.lifecycle.reactivate', 'user.lifecycle.unsuspend'];

/** The event does not name the members of the group, or the people of the application. */
const deletions = ['group.lifecycle.delete', 'application.lifecycle.delete'];

/** Once it is activated again, its people have it again, and no event says so. */
const deactivation = 'application.lifecycle.deactivate';

export const okta: Source = {
  name: 'okta',

  recognises({ eventType, uuid, published, target }, { eventBridge }) {
    if (typeof eventType !== 'string') return false;
    const { source } = object(eventBridge);
    return (
      (published !== undefined && (uuid !== undefined || Array.isArray(target))) ||
      eventType === 'com.okta.event_hook' ||
      (typeof source === 'string' && source.startsWith('aws.partner/okta.com'))
    );
  },

  read(event, context) {
    const { eventType, uuid, published, outcome, target } = event;
    // A hook with a list of events is split before.
    if (eventType === 'com.okta.event_hook') throw new BadEvent('invalid-event', 'data.events: is not a list');
    const type = text(eventType) ?? '';
    const change = changeByType.get(type);
    const isDeletion = deletions.includes(type);
    if (change === undefined && !isDeletion && type !== deactivation) return [ignored('other-type')];
    const result = text(object(outcome)['result']);
    if (result !== undefined && result.toUpperCase() !== 'SUCCESS') return [ignored('not-successful')];
    if (type === deactivation) return [unresolvable('ids-only')];
    const id = text(uuid);
    if (id === undefined) throw new BadEvent('invalid-event', 'uuid: is missing');
    if (change === undefined) {
      const names = namesIn(type, target);
      return [createGroupReading(event, context, { change: 'group-deleted', names, id, time: published })];
    }
    // Users and groups come in any order. The actor is not a target.
    const users = usersIn(target);
    if (users.length === 0) return [unresolvable('no-user')];
    const groups = namesIn(type, target);
    return users.map((user, index) =>
      createReading(event, context, {
        change,
        person: { ...oktaPerson(user), ...(returns.includes(type) && { active: true }) },
        former: formerPerson(user),
        groups,
        id,
        ...(index > 0 && { part: index }),
        time: published,
      }),
    );
  },
};

/** Of the groups or the applications. */
function namesIn(type: string, target: unknown): readonly string[] {
  return type.startsWith('application.') ? applicationNames(target) : userGroupNames(target);
}

function targets(target: unknown, type: string): Json[] {
  return list(target)
    .map(object)
    .filter((one) => one['type'] === type);
}

/** An application's own user stands for a user who is not named. Its id is that of the assignment. */
function usersIn(target: unknown): readonly Json[] {
  const users = targets(target, 'User');
  return users.length > 0 ? users : targets(target, 'AppUser').map(({ id: _, ...user }) => user);
}

function userGroupNames(target: unknown): readonly string[] {
  return groupNames(targets(target, 'UserGroup').map(({ id, displayName }) => ({ id, displayName })));
}

/** `alternateId` is the label that the company gives the application. Several applications may have one `displayName`. */
function applicationNames(target: unknown): readonly string[] {
  const names = targets(target, 'AppInstance').map(({ id, alternateId, displayName }) => ({
    name: isKnown(alternateId) ? alternateId : displayName,
    id,
  }));
  return groupNames(names);
}

/** `alternateId` is the login. */
function oktaPerson({ id, alternateId, displayName }: Json): Person {
  return personFrom({ id, displayName, userName: isKnown(alternateId) ? alternateId : undefined });
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/ */
function formerPerson({ changeDetails }: Json): Person {
  const { login, email } = object(object(changeDetails)['from']);
  return personFrom({ userName: login, email });
}

/** Okta writes the word `unknown` for what it does not know. */
function isKnown(alternateId: unknown): boolean {
  const name = text(alternateId);
  return name !== undefined && name !== 'unknown';
}
