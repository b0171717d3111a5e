/** Identity events in each system's own form: a person joins, leaves or changes teams. */
import { excludedUserType, type Team } from '../policy.ts';
import { timeOfSending } from './cloud-event.ts';

/** Makes an event about one person, whose team decides their access. */
export type EventForm = (id: string, username: string, team: Team) => object;

type Weighted<T> = readonly (readonly [weight: number, T])[];

function plain(type: string, id: string, data: object) {
  return { specversion: '1.0', type, source: 'soak', id, time: timeOfSending, data };
}

function okta(eventType: string, uuid: string, username: string, groups: readonly string[] = []) {
  return {
    actor: { id: '00u-root', type: 'User', alternateId: 'root@example.com', displayName: 'The Administrator' },
    eventType,
    published: timeOfSending,
    outcome: { result: 'SUCCESS' },
    target: [
      { id: `00u-${uuid}`, type: 'User', alternateId: username, displayName: 'Somebody' },
      ...groups.map((name) => ({ id: `00g-${name}`, type: 'UserGroup', alternateId: 'unknown', displayName: name })),
    ],
    uuid,
  };
}

function scim(userName: string, attributes: object) {
  return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, ...attributes };
}

/** Each leads to a request for the team's offices. */
export const grants: Weighted<EventForm> = [
  [2, (id, userName, { name }) => plain('identity.group.member-added.v1', id, { user: { userName }, group: name })],
  [2, (id, userName, { name }) => plain('identity.user.joined.v1', id, { user: { userName, department: name } })],
  [3, (id, username, { name }) => okta('group.user_membership.add', id, username, [name])],
  [3, (_, username, { name }) => scim(username, { groups: [{ value: `g-${name}`, display: name }] })],
];

/** Each leads to a revocation of at least the team's offices. */
export const removals: Weighted<EventForm> = [
  [2, (id, userName) => plain('identity.user.left.v1', id, { user: { userName } })],
  [1, (id, userName, { name }) => plain('identity.group.member-removed.v1', id, { user: { userName }, group: name })],
  [1, (id, userName) => plain('identity.user.changed.v1', id, { user: { userName, userType: excludedUserType } })],
  [2, (id, username) => okta('user.lifecycle.deactivate', id, username)],
  [1, (id, username, { name }) => okta('group.user_membership.remove', id, username, [name])],
  // A resource with an id existed before.
  [2, (id, username) => scim(username, { id, active: false })],
];

/** Each leads to nothing. */
export const silences: Weighted<EventForm> = [
  [1, (id, username) => okta('user.session.start', id, username)],
  [1, (id, userName) => plain('identity.user.joined.v1', id, { user: { userName, department: 'Elsewhere' } })],
];

/** Events that cannot be read, with the reason of the dead letter. A text is not JSON. */
export const unreadable: Weighted<readonly [reason: string, form: (id: string) => object | string]> = [
  [1, ['invalid-event', (id) => plain('identity.user.joined.v1', id, { person: {} })]],
  [1, ['unrecognised-event', (id) => ({ id, hello: 'world' })]],
  [1, ['not-json', (id) => `{"id":"${id}",`]],
  [1, ['unsupported-source', (id) => ({ source: 'aws.s3', id, 'detail-type': 'Object Created', detail: {} })]],
];

/** The body of a message with one such event, and of its dead letter. */
export function bodyOf(event: object | string): string {
  return typeof event === 'string' ? event : JSON.stringify(event);
}

/** Many events in one message: a list, and Okta's hook. */
export const batches: Weighted<(events: readonly unknown[]) => unknown> = [
  [1, (events) => events],
  [1, (events) => ({ eventType: 'com.okta.event_hook', eventTime: timeOfSending, data: { events } })],
];
