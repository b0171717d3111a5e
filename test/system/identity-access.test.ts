/** What each kind of identity event leaves people with at Zuora, by a policy that revokes. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claims, wso2 } from '../../fuzz/fixtures/directories.ts';
import { adaInZuora, logEvent, zuora } from '../../fuzz/fixtures/okta.ts';
import { triggered } from '../../fuzz/fixtures/sailpoint.ts';
import { bulk, enterprise, patch } from '../../fuzz/fixtures/scim.ts';
import { auth0, auth0User, plain, workday, workdayRow } from '../../fuzz/fixtures/vendors.ts';
import { readPolicyFile } from '../../lib/policy/policy-file.ts';
import { packageService } from '../../local/packaging.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { applyPolicy, readInForce } from '../../operator/policy/policy-application.ts';
import { parameters } from '../durations.ts';
import { until } from '../until.ts';
import { World } from './world.ts';

const root = join(__dirname, '../..');
const { global, germany, france, japan, brazil } = seedEntity;

/** Each entity has a reason of its own. */
const policy = `
version: 1
username: { default: [userName, email], scim: [id, userName, email] }
entities: ${JSON.stringify({ global, germany, france, japan, brazil })}
homeEntity: global
rules:
  - { id: staff, when: { groups: [staff] }, grant: [germany] }
  - { id: application, when: { groups: ['${zuora.alternateId}'] }, grant: [france] }
  - { id: auditors, when: { roles: [auditor] }, grant: [japan] }
  - { id: billing, when: { department: [Billing] }, grant: [brazil] }
  - { id: leads, when: { groups: [leads], department: [Sales] }, grant: [japan] }
on: { left: revoke, groupRemoved: revoke, ruleNoLongerMatches: revoke }
grace: P0D
safeguard: { revocations: { people: 1000 }, grants: { people: 1000 } }
`;
const everything = ['germany', 'france', 'japan', 'brazil'];
const without = (...names: string[]) => everything.filter((name) => !names.includes(name));

const startedAt = Date.now();
const secondsAgo = (seconds: number) => new Date(startedAt - seconds * 1000).toISOString();
const daysAhead = (days: number) => new Date(startedAt + days * 86_400_000).toISOString().slice(0, 10);

const event = (type: string, data: object, time = secondsAgo(10)) => plain(type, data, { id: randomUUID(), time });
const row = (process: string, email: string, changes: object = {}) =>
  workdayRow(process, {
    ...{ Event_ID: randomUUID(), Completed_Date: secondsAgo(10), 'Email - Primary Work': email, Cost_Center: null },
    ...{ Employee_ID: `A-${email}`, Worker: { Descriptor: 'Ada Lovelace', ID: `w-${email}` } },
    ...changes,
  });
const patched = (login: string, ...operations: object[]) =>
  bulk({ method: 'PATCH', path: `/Users/${encodeURIComponent(login)}`, data: patch(...operations) });
const members = (operation: object) => bulk({ method: 'PATCH', path: '/Groups/staff', data: patch(operation) });
const okta = (type: string, login: string) =>
  logEvent(type, {
    ...{ uuid: randomUUID(), published: secondsAgo(10) },
    target: [{ id: `00u-${login}`, type: 'User', alternateId: login, displayName: 'Ada' }, zuora, adaInZuora],
  });

/** Somebody else. */
const colleagueOf = (login: string) => `colleague.${login}`;

interface Case {
  readonly what: string;
  /** A part of the login, such as a letter with an accent. */
  readonly name?: string;
  /** Without the access that everybody else starts with. */
  readonly isNew?: boolean;
  readonly events: (login: string) => readonly object[];
  /** The entities that the person has in the end. */
  readonly has: readonly string[];
}

const cases: readonly Case[] = [
  { what: 'nothing', events: () => [], has: everything },
  {
    what: 'a contract that is extended',
    events: (login) => [workday(row('Extend Contingent Worker Contract', login, { Contract_End_Date: daysAhead(90) }))],
    has: everything,
  },
  {
    what: 'a questionnaire about a termination',
    events: (login) => [workday(row('Complete Termination Questionnaire', login))],
    has: everything,
  },
  {
    what: 'a termination yesterday',
    events: (login) => [workday(row('Terminate Employee', login, { Termination_Date: daysAhead(-1) }))],
    has: [],
  },
  {
    what: 'a termination tomorrow',
    events: (login) => [workday(row('Terminate Employee', login, { Termination_Date: daysAhead(1) }))],
    has: everything,
  },
  { what: 'a joiner who never came', events: (login) => [workday(row('No Show', login))], has: [] },
  {
    what: 'a contract that ends as an employment begins',
    events: (login) => [
      workday(
        row('End Contingent Worker Contract', login, { Contract_End_Date: daysAhead(-1) }),
        row('Hire Employee', login, { Hire_Date: daysAhead(0), Worker_ID: undefined }),
      ),
    ],
    has: everything,
  },
  {
    what: 'a soft delete that renames the user',
    events: (login) => [
      patched(
        login,
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Replace', path: 'userName', value: `${randomUUID().replaceAll('-', '')}${login}` },
      ),
    ],
    has: [],
  },
  {
    what: 'an inactive identity whose address changed too',
    events: (login) => [
      {
        ...triggered('idn:identity-attributes-changed', {
          identity: { type: 'IDENTITY', id: randomUUID(), name: 'Ada Lovelace' },
          changes: [
            { attribute: 'email', oldValue: login, newValue: colleagueOf(login) },
            { attribute: 'inactive', oldValue: false, newValue: 'true' },
          ],
        }),
        ...{ id: randomUUID(), time: secondsAgo(10) },
      },
    ],
    has: [],
  },
  {
    what: 'a leaver in capitals',
    events: (login) => [event('identity.user.left.v1', { user: { userName: login.toUpperCase() } })],
    has: [],
  },
  {
    what: 'a leaver in another Unicode form',
    name: 'josé-',
    events: (login) => [event('identity.user.left.v1', { user: { userName: login.normalize('NFD') } })],
    has: [],
  },
  {
    what: 'a state by an unusual path',
    events: (login) => [patched(login, { op: 'REPLACE', path: '/Active', value: 'False' })],
    has: [],
  },
  {
    what: 'a state in a list of one',
    events: (login) => [patched(login, { op: 'replace', path: 'active', value: ['False'] })],
    has: [],
  },
  {
    what: 'a role that is removed',
    events: (login) => [patched(login, { op: 'remove', path: 'roles[value eq "auditor"]' })],
    has: without('japan'),
  },
  {
    what: 'roles that are replaced by others',
    events: (login) => [patched(login, { op: 'replace', path: 'roles', value: [{ value: 'clerk' }] })],
    has: without('japan'),
  },
  {
    what: 'roles that are replaced, one by its display alone',
    events: (login) => [
      patched(login, { op: 'replace', path: 'roles', value: [{ value: 'clerk' }, { value: '', display: 'auditor' }] }),
    ],
    has: everything,
  },
  {
    what: 'a department that is cleared',
    events: (login) => [patched(login, { op: 'replace', path: `${enterprise}:department`, value: null })],
    has: without('brazil'),
  },
  {
    what: 'a group that is left',
    events: (login) => [event('identity.group.member-removed.v1', { user: { userName: login }, group: 'staff' })],
    has: without('germany'),
  },
  {
    what: 'an application that is taken away',
    events: (login) => [okta('application.user_membership.remove', login)],
    has: without('france'),
  },
  {
    what: 'an application that is assigned',
    isNew: true,
    events: (login) => [okta('application.user_membership.add', login)],
    has: ['france'],
  },
  {
    what: 'members that are replaced by nobody',
    events: () => [members({ op: 'replace', path: 'members', value: [] })],
    has: everything,
  },
  {
    what: 'a member by its reference alone',
    isNew: true,
    events: (login) => [
      members({
        op: 'add',
        path: 'members',
        value: [{ value: null, $ref: `https://scim.example.com/Users/${encodeURIComponent(login)}` }],
      }),
    ],
    has: ['germany'],
  },
  {
    what: 'a group that is a member of a group',
    isNew: true,
    events: (login) => [members({ op: 'add', path: 'members', value: [{ value: login, type: 'Group' }] })],
    has: [],
  },
  {
    what: 'a private address next to that for work',
    isNew: true,
    events: (login) => [
      event('identity.user.joined.v1', {
        user: {
          emails: [
            { value: login, type: 'home' },
            { value: colleagueOf(login), type: 'Work' },
          ],
          groups: ['staff'],
        },
      }),
    ],
    has: [],
  },
  {
    what: 'a disabled account of WSO2',
    events: (login) => [
      {
        ...wso2('user/event-type/userProfileUpdated', { claims: claims({ username: login, accountDisabled: 1 }) }),
        ...{ jti: randomUUID(), iat: Math.floor(startedAt / 1000) - 10 },
      },
    ],
    has: [],
  },
  {
    what: 'a blocked user of Auth0',
    events: (login) => [
      auth0(
        'user.updated',
        { ...auth0User, user_id: `auth0|${login}`, username: login, blocked: 1 },
        { id: randomUUID(), time: secondsAgo(10) },
      ),
    ],
    has: [],
  },
  {
    what: 'a suspension that ends',
    events: (login) => [
      event('identity.user.changed.v1', { user: { userName: login, active: false } }, secondsAgo(20)),
      event('identity.user.changed.v1', { user: { userName: login, active: true } }),
    ],
    has: everything,
  },
  {
    what: 'a group and a department that two events bring',
    isNew: true,
    events: (login) => [
      event('identity.user.changed.v1', { user: { userName: login, department: 'Sales' } }, secondsAgo(20)),
      event('identity.group.member-added.v1', { user: { userName: login }, group: 'leads' }),
    ],
    has: ['japan'],
  },
  {
    what: 'a group that comes before its member has a login',
    isNew: true,
    events: (login) => [
      event('identity.group.member-added.v1', { user: { externalId: `e-${login}` }, group: 'staff' }, secondsAgo(20)),
      event('identity.user.joined.v1', { user: { externalId: `e-${login}`, userName: login } }),
    ],
    has: ['germany'],
  },
  {
    what: 'a leaver whom Zuora knows by the name before',
    isNew: true,
    events: (login) => [
      event(
        'identity.user.joined.v1',
        { user: { externalId: `e-${login}`, userName: login, groups: ['staff'] } },
        secondsAgo(30),
      ),
      event(
        'identity.user.changed.v1',
        { user: { externalId: `e-${login}`, userName: `new.${login}` } },
        secondsAgo(20),
      ),
      event('identity.user.left.v1', { user: { externalId: `e-${login}` } }),
    ],
    has: [],
  },
  {
    what: 'a rehire under another number',
    isNew: true,
    events: (login) => [
      event(
        'identity.user.joined.v1',
        { user: { employeeNumber: `1-${login}`, userName: login, groups: ['staff'] } },
        secondsAgo(40),
      ),
      event('identity.user.left.v1', { user: { employeeNumber: `1-${login}`, userName: login } }, secondsAgo(30)),
      event(
        'identity.user.joined.v1',
        { user: { employeeNumber: `2-${login}`, userName: login, department: 'Billing' } },
        secondsAgo(20),
      ),
    ],
    has: ['brazil'],
  },
];

const logins = new Map(cases.map(({ what, name = '' }) => [what, `${name}${randomUUID()}@example.com`]));
const loginOf = ({ what }: Case) => logins.get(what) ?? '';

let world: World;
let folder: string;
let entitiesOf: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  writeFileSync(join(folder, 'policy.yml'), policy);
  const named = `policyFile=${relative(root, join(folder, 'policy.yml'))}`;
  await packageService(root, 'local', join(folder, 'package'), [named, ...parameters]);
  world = await World.begin({ package: join(folder, 'package') });
  await world.addUsers(...[...logins.values()].flatMap((login) => [login, colleagueOf(login)]));
  const attributes = { groups: ['staff', zuora.alternateId], roles: ['auditor'], department: 'Billing' };
  const present = cases.filter(({ isNew = false }) => !isNew).map(loginOf);
  await send(
    present.map((userName) => event('identity.user.joined.v1', { user: { userName, ...attributes } }, secondsAgo(60))),
  );
  await send(cases.flatMap((one) => one.events(loginOf(one))));
  entitiesOf = await world.accessByUser();
});

afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true });
});

/** Sends them, and waits until every operation that they lead to has ended. */
async function send(events: readonly object[]): Promise<void> {
  await world.send('identity-events', ...events);
  await world.drained('identity-events');
  await world.drained('access-decisions');
}

test.each(cases.map((one) => [one.what, one.has, one] as const))('%s leads to %j', (_, has, one) => {
  const ids = has.map((name) => seedEntity[name as keyof typeof seedEntity]);
  expect(entitiesOf.get(loginOf(one))).toEqual([...ids].sort());
});

test('a leaver loses what is only requested too, and a late grant changes nothing', async () => {
  const userName = `${randomUUID()}@example.com`;
  await world.addUsers(userName);
  const joined = (time: string) =>
    event('identity.user.joined.v1', { user: { userName, groups: ['staff', zuora.alternateId] } }, time);
  const statesOf = async () =>
    (await world.effects())
      .filter(({ change }) => change.username === userName && change.type.startsWith('access-'))
      .map(({ change }) => `${change.type} ${change.entityId}`)
      .sort();
  await send([joined(secondsAgo(30))]);
  const requested = [`access-granted ${germany}`, `access-requested ${france}`];
  expect(await statesOf()).toEqual(requested);
  await send([event('identity.user.left.v1', { user: { userName } })]);
  const gone = [`access-denied ${germany}`, `access-denied ${france}`, ...requested].sort();
  expect(await statesOf()).toEqual(gone);
  await send([joined(secondsAgo(20))]);
  expect(await statesOf()).toEqual(gone);
});

test('a policy that is applied ends what its rules give nobody any more, and nothing else', async () => {
  const userNames = [`${randomUUID()}@example.com`, `${randomUUID()}@example.com`];
  await world.addUsers(...userNames);
  await send(
    userNames.map((userName) =>
      event('identity.user.joined.v1', { user: { userName, groups: ['staff'], department: 'Billing' } }),
    ),
  );
  const accessOf = async () => {
    const access = await world.accessByUser();
    return userNames.map((userName) => access.get(userName));
  };
  expect(await accessOf()).toEqual(userNames.map(() => [germany, brazil].sort()));
  await applyPolicyTo(world, policy.replace(/.*id: billing.*\n/, ''));
  await until(async () => (await accessOf()).every((access) => access?.length === 1));
  expect(await accessOf()).toEqual(userNames.map(() => [germany]));
});

/** Without the time that an operator's command leaves to invocations: none runs. */
async function applyPolicyTo({ stack }: World, yaml: string): Promise<void> {
  const read = readPolicyFile(yaml);
  if (!read.success) throw new Error(JSON.stringify(read.problems));
  const session = { aws: stack.clients, stack: { people: 'zuora-access-local-people' }, now: Date.now };
  await applyPolicy(session, {
    ...{ policy: read.policy, known: await readInForce(session), by: 'the test' },
    ...{ lookQueue: stack.queueUrl('person-looks'), delay: 0 },
  });
}
