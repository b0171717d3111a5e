/** What HR and identity systems say, on its way to Zuora through the real stack, by the policy of the example. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eventBridge, sns } from '../../fuzz/fixtures/envelopes.ts';
import { hook, logEvent } from '../../fuzz/fixtures/okta.ts';
import { decision, item, triggered } from '../../fuzz/fixtures/sailpoint.ts';
import { user } from '../../fuzz/fixtures/scim.ts';
import { plain, thin, workos, workosUser } from '../../fuzz/fixtures/vendors.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { until } from '../until.ts';
import { World } from './world.ts';

const identityEvents = 'identity-events';
const operations = ['access-decisions'];

let world: World;
let username: string;

/** What Zuora did about the user, in order, without the order of entities. */
async function changes(): Promise<string[]> {
  const all = (await world.effects()).map(({ change }) => change);
  return all
    .filter((change) => change.username === username && change.type.startsWith('access-'))
    .map(({ type, entityId }) => `${type} ${entityId}`)
    .sort();
}

async function settled(): Promise<void> {
  await world.drained(identityEvents);
  await world.drained(...operations);
}

/** What the audit trail says of one message of identity events. */
async function translated(body: string | object) {
  const [messageId = ''] = await world.send(identityEvents, body);
  await settled();
  return world.outcomesOf(messageId);
}

async function newUser(): Promise<void> {
  username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
}

const now = () => new Date().toISOString();
const person = () => ({ userName: username });
const requested = [`access-granted ${seedEntity.germany}`, `access-requested ${seedEntity.france}`];

beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(() => newUser());

/** Whoever is added to this group gets Germany and France. */
const group = { id: '00g1emea', type: 'UserGroup', alternateId: 'unknown', displayName: 'zuora-emea-billing' };
const added = () =>
  logEvent('group.user_membership.add', {
    uuid: randomUUID(),
    published: now(),
    target: [{ id: `00u-${username}`, type: 'User', alternateId: username, displayName: 'Ada Lovelace' }, group],
  });

test('an Okta group leads to a request that Zuora shows, once by both of Okta’s routes and however often', async () => {
  const event = added();
  const stream = eventBridge(event, { 'detail-type': 'SystemLog', source: 'aws.partner/okta.com/example/log' });
  expect(await translated(stream)).toMatchObject([
    { outcome: 'translated', source: 'okta', change: 'added-to-group', username, granted: ['germany', 'france'] },
  ]);
  expect(await changes()).toEqual(requested);
  await world.sandbox('DELETE', 'calls');
  await translated(hook(event));
  await translated(sns(stream));
  expect(await changes()).toEqual(requested);
  expect((await world.calls()).filter(({ method }) => method !== 'GET')).toEqual([]);
});

test.each<[string, () => object]>([
  [
    'joiner in our own form',
    () =>
      plain(
        'identity.group.member-added.v1',
        { user: person(), group: group.displayName },
        { id: randomUUID(), time: now() },
      ),
  ],
  [
    'decision of SailPoint',
    () => {
      const approved = { ...item(group.displayName, 'Add', 'APPROVED') };
      const requestedFor = { type: 'IDENTITY', id: 'i-1', name: username };
      const detail = { ...decision(approved), accessRequestId: randomUUID(), requestedFor };
      return { ...triggered('idn:access-request-post-approval', detail), id: randomUUID(), time: now() };
    },
  ],
  [
    'SCIM create',
    () => user({ userName: username, id: randomUUID(), groups: [{ value: 'g', display: group.displayName }] }),
  ],
  [
    'joiner of WorkOS',
    () => ({
      ...workos('dsync.user.created', {
        ...workosUser,
        email: username,
        raw_attributes: { userName: username },
        groups: [{ object: 'directory_group', id: 'g', name: group.displayName, raw_attributes: {} }],
      }),
      id: randomUUID(),
      created_at: now(),
    }),
  ],
])('a %s leads to the entities that the policy names', async (_, event) => {
  expect(await translated(event())).toMatchObject([{ outcome: 'translated', username }]);
  expect(await changes()).toEqual(requested);
});

test('a joiner whose login has a character above U+FFFF gets the entities that the policy names', async () => {
  username = `𠮷-${randomUUID()}@example.com`;
  await world.addUsers(username);
  const data = { user: person(), group: group.displayName };
  const joined = plain('identity.group.member-added.v1', data, { id: randomUUID(), time: now() });
  expect(await translated(joined)).toMatchObject([{ outcome: 'translated', username }]);
  expect(await changes()).toEqual(requested);
});

test('a leaver is reported, and nothing is written', async () => {
  const left = plain('identity.user.left.v1', { user: person() }, { id: randomUUID(), time: now() });
  await world.sandbox('DELETE', 'calls');
  expect(await translated(left)).toMatchObject([
    { outcome: 'ignored', reason: 'report-only', username, reported: ['germany', 'france', 'japan', 'brazil'] },
  ]);
  expect(await world.calls()).toEqual([]);
});

/** Announces a change so far ahead that its message has ended before, however slow the machine. */
async function announced() {
  for (let lead = 2000; ; lead *= 2) {
    await newUser();
    const effectiveAt = new Date(Date.now() + lead).toISOString();
    const data = { user: person(), group: group.displayName, effectiveAt };
    const [messageId = ''] = await world.send(
      identityEvents,
      plain('identity.group.member-added.v1', data, { id: randomUUID(), time: now() }),
    );
    const ended = { effectiveAt, outcomes: await world.outcomesOf(messageId), changes: await changes() };
    if (Date.now() < Date.parse(effectiveAt)) return ended;
  }
}

test('what is announced takes effect when it is to, and not before', async () => {
  const { effectiveAt, ...before } = await announced();
  expect(before).toMatchObject({ outcomes: [{ outcome: 'translated', effectiveAt }], changes: [] });
  await until(async () => (await changes()).length === 2);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(effectiveAt));
  expect(await changes()).toEqual(requested);
});

test('of a batch the bad event is a dead letter by itself, and its neighbours are carried out', async () => {
  const good = plain(
    'identity.group.member-added.v1',
    { user: person(), group: group.displayName },
    { id: randomUUID(), time: now() },
  );
  const bad = plain('identity.user.joined.v1', { person: person() }, { id: randomUUID(), time: now() });
  const lines = await translated([thin['bamboohr'] ?? {}, bad, good]);
  expect(lines.map(({ outcome, reason }) => [outcome, reason]).sort()).toEqual([
    ['dead-letter', 'invalid-event'],
    ['translated', undefined],
    ['unresolvable', 'ids-only'],
  ]);
  expect(await changes()).toEqual(requested);
  const [letter, ...others] = await world.takeDeadLetters(identityEvents);
  expect(others).toEqual([]);
  expect(JSON.parse(letter?.Body ?? '')).toEqual(JSON.parse(JSON.stringify(bad)));
  expect(letter?.MessageAttributes?.['reason']?.StringValue).toBe('invalid-event');
});

test.each([
  ['no JSON', 'no event', 'dead-letter', 'not-json'],
  ['nobody’s event', '{"hello":"world"}', 'dead-letter', 'unrecognised-event'],
  ['a sign-in', JSON.stringify(logEvent('user.session.start')), 'ignored', 'other-type'],
])('%s ends as it is meant to', async (_, body, outcome, reason) => {
  expect(await translated(body)).toMatchObject([{ outcome, reason }]);
  await world.takeDeadLetters(identityEvents);
});

test('no line says more of a person than whose access it is', async () => {
  const secret = 'planted-in-the-payload';
  const said = { ...person(), password: secret, displayName: 'Ada King', nickName: 'The Countess' };
  await translated(plain('identity.user.joined.v1', { user: said }, { id: randomUUID(), time: now() }));
  const log = JSON.stringify(world.log());
  for (const hidden of [secret, 'Ada King', 'The Countess']) expect(log).not.toContain(hidden);
});
