/** Identity events in each system's own form, and what each of them says of a person. */
import { excludedUserType, type Team } from '../policy.ts';
import type { Saying } from './known-access.ts';

/** An event about a person in a system. */
export interface EventFacts {
  /** Of the event. */
  readonly id: string;
  readonly username: string;
  /** The person's id in every system. No other person has it. */
  readonly account: string;
  readonly time: string;
}

export interface EventForm {
  readonly source: 'plain' | 'okta' | 'scim';
  readonly says: (team: Team) => readonly Saying[];
  readonly event: (facts: EventFacts, team: Team) => object;
}

type Weighted<T> = readonly (readonly [weight: number, T])[];

const active: Saying = { kind: 'state', is: 'active' };
const left: Saying = { kind: 'state', is: 'left' };
const suspended: Saying = { kind: 'state', is: 'suspended' };
const member = ({ name: team }: Team): Saying => ({ kind: 'membership', team, isMember: true });
const formerMember = ({ name: team }: Team): Saying => ({ kind: 'membership', team, isMember: false });
const ofDepartment = ({ name }: Team): Saying => ({ kind: 'department', name });
const ofUserType = (name: string): Saying => ({ kind: 'userType', name });

function plain(type: string, { id, username, time }: EventFacts, attributes: object, group?: string) {
  const data = { user: { userName: username, ...attributes }, group };
  return { specversion: '1.0', type, source: 'soak', id, time, data };
}

function okta(eventType: string, facts: EventFacts, groups: readonly string[] = []) {
  const { account, username } = facts;
  const user = { id: `00u-${account}`, type: 'User', alternateId: username, displayName: 'Somebody' };
  return oktaAbout([user, ...groups.map(oktaGroup)], eventType, facts);
}

function oktaGroup(name: string) {
  return { id: `00g-${name}`, type: 'UserGroup', alternateId: 'unknown', displayName: name };
}

function oktaAbout(target: readonly object[], eventType: string, { id, time }: Pick<EventFacts, 'id' | 'time'>) {
  return {
    actor: { id: '00u-root', type: 'User', alternateId: 'root@example.com', displayName: 'The Administrator' },
    eventType,
    published: time,
    outcome: { result: 'SUCCESS' },
    target,
    uuid: id,
  };
}

/** A request of SCIM has no time of its own. EventBridge's envelope has one. */
function scim(resource: 'User' | 'Group', { id, time }: EventFacts, attributes: object) {
  return {
    ...{ version: '0', id, 'detail-type': 'SCIM request', source: 'soak', account: '123456789012' },
    ...{ time, region: 'eu-central-1', resources: [] },
    detail: { schemas: [`urn:ietf:params:scim:schemas:core:2.0:${resource}`], ...attributes },
  };
}

/** The person joins the team's group, or leaves it. */
export const memberships = {
  plainJoined: {
    source: 'plain',
    says: (team) => [member(team)],
    event: (facts, { name }) => plain('identity.group.member-added.v1', facts, {}, name),
  },
  plainLeft: {
    source: 'plain',
    says: (team) => [formerMember(team)],
    event: (facts, { name }) => plain('identity.group.member-removed.v1', facts, {}, name),
  },
  oktaJoined: {
    source: 'okta',
    says: (team) => [member(team)],
    event: (facts, { name }) => okta('group.user_membership.add', facts, [name]),
  },
  oktaLeft: {
    source: 'okta',
    says: (team) => [formerMember(team)],
    event: (facts, { name }) => okta('group.user_membership.remove', facts, [name]),
  },
} as const satisfies Record<string, EventForm>;

/** Somebody deletes the team's group. The event names none of its members. */
export function groupDeleted(id: string, time: string, { name }: Team): object {
  return oktaAbout([oktaGroup(name)], 'group.lifecycle.delete', { id, time });
}

/** Events that name the person's id, and no login. */
export const nameless = {
  okta: {
    source: 'okta',
    says: (team) => [member(team)],
    // The word that Okta writes for what it does not know.
    event: (facts, { name }) => okta('group.user_membership.add', { ...facts, username: 'unknown' }, [name]),
  },
  scim: {
    source: 'scim',
    says: (team) => [member(team)],
    event: (facts, { name }) => scim('Group', facts, { displayName: name, members: [{ value: facts.account }] }),
  },
} as const satisfies Record<string, EventForm>;

/** A resource without an id is a new one. */
const scimCreated: EventForm = {
  source: 'scim',
  says: (team) => [active, member(team)],
  event: (facts, { name }) =>
    scim('User', facts, { userName: facts.username, groups: [{ value: `g-${name}`, display: name }] }),
};

/** The same without a group. */
export const scimCreatedAlone: EventForm = {
  source: 'scim',
  says: () => [active],
  event: (facts) => scim('User', facts, { userName: facts.username }),
};

function scimReplaced(isActive: boolean): EventForm {
  return {
    source: 'scim',
    says: () => [isActive ? active : suspended],
    event: (facts) => scim('User', facts, { id: facts.account, userName: facts.username, active: isActive }),
  };
}

const plainJoined: EventForm = {
  source: 'plain',
  says: (team) => [active, ofDepartment(team)],
  event: (facts, { name: department }) => plain('identity.user.joined.v1', facts, { department }),
};

/** Of each system: the person has left or is suspended, and is back. The events say nothing else. */
export const leavings: Readonly<Record<EventForm['source'], EventForm>> = {
  plain: { source: 'plain', says: () => [left], event: (facts) => plain('identity.user.left.v1', facts, {}) },
  okta: { source: 'okta', says: () => [left], event: (facts) => okta('user.lifecycle.deactivate', facts) },
  scim: scimReplaced(false),
};

export const returns: Readonly<Record<EventForm['source'], EventForm>> = {
  plain: { source: 'plain', says: () => [active], event: (facts) => plain('identity.user.joined.v1', facts, {}) },
  okta: { source: 'okta', says: () => [active], event: (facts) => okta('user.lifecycle.activate', facts) },
  scim: scimReplaced(true),
};

/** Of people who may not enter any office, and who may. */
export const userTypes = { excluded: userTypeIs(excludedUserType), admitted: userTypeIs('employee') } as const;

function userTypeIs(userType: string): EventForm {
  return {
    source: 'plain',
    says: () => [ofUserType(userType)],
    event: (facts) => plain('identity.user.changed.v1', facts, { userType }),
  };
}

export const move: EventForm = {
  source: 'plain',
  says: (team) => [ofDepartment(team)],
  event: (facts, { name: department }) => plain('identity.user.changed.v1', facts, { department }),
};

/** Each gives somebody of whom nothing is known the team's offices. */
export const grants: Weighted<EventForm> = [
  [2, memberships.plainJoined],
  [2, plainJoined],
  [3, memberships.oktaJoined],
  [3, scimCreated],
];

/** Each takes the team's offices from somebody who is only known to have been in it. */
export const departures: Weighted<EventForm> = [
  [1, memberships.plainLeft],
  [1, memberships.oktaLeft],
];

/** Each takes everything. */
export const endings: Weighted<EventForm> = [
  [2, leavings.plain],
  [2, leavings.okta],
  [2, leavings.scim],
  [1, userTypes.excluded],
];

/** Each gives and takes nothing. */
export const silences: Weighted<EventForm> = [
  [1, { source: 'okta', says: () => [], event: (facts) => okta('user.session.start', facts) }],
  [
    1,
    {
      source: 'plain',
      says: () => [active],
      event: (facts) => plain('identity.user.joined.v1', facts, { department: 'Elsewhere' }),
    },
  ],
];
