/** What HR and identity systems say, on its way to Zuora through the real stack. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventBridge, sns } from '../../fuzz/fixtures/envelopes.ts';
import { hook, logEvent } from '../../fuzz/fixtures/okta.ts';
import { decision, item, triggered } from '../../fuzz/fixtures/sailpoint.ts';
import { user } from '../../fuzz/fixtures/scim.ts';
import { plain, thin, workos, workosUser } from '../../fuzz/fixtures/vendors.ts';
import { packageService } from '../../local/packaging.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { parameters } from '../durations.ts';
import { until } from '../until.ts';
import { World } from './world.ts';

const root = join(__dirname, '../..');
const identityEvents = 'identity-events';
const operations = ['user-access-requests', 'access-revocations'];

let username: string;

/** What Zuora did about the user, in order, without the order of entities. */
async function changes(world: World): Promise<string[]> {
  const all = (await world.effects()).map(({ change }) => change);
  return all
    .filter((change) => change.username === username && change.type.startsWith('access-'))
    .map(({ type, entityId }) => `${type} ${entityId}`)
    .sort();
}

async function settled(world: World): Promise<void> {
  await world.drained(identityEvents);
  await world.drained(...operations);
}

/** What the audit trail says of one message of identity events. */
async function translated(world: World, body: string | object) {
  const [messageId = ''] = await world.send(identityEvents, body);
  await settled(world);
  return world.outcomesOf(messageId);
}

async function newUser(world: World): Promise<void> {
  username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
}

const now = () => new Date().toISOString();
const person = () => ({ userName: username });
const requested = [`access-granted ${seedEntity.germany}`, `access-requested ${seedEntity.france}`];

describe('by the policy of the example', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
  });
  afterAll(() => world.end());
  beforeEach(() => newUser(world));

  /** Whoever is added to this group gets Germany and France. */
  const group = { id: '00g1emea', type: 'UserGroup', alternateId: 'unknown', displayName: 'zuora-emea-billing' };
  const added = () =>
    logEvent('group.user_membership.add', {
      uuid: randomUUID(),
      published: now(),
      target: [{ id: '00u1', type: 'User', alternateId: username, displayName: 'Ada Lovelace' }, group],
    });

  test('an Okta group leads to a request that Zuora shows, once by both of Okta’s routes and however often', async () => {
    const event = added();
    const stream = eventBridge(event, { 'detail-type': 'SystemLog', source: 'aws.partner/okta.com/example/log' });
    expect(await translated(world, stream)).toMatchObject([
      { outcome: 'translated', source: 'okta', change: 'added-to-group', username, granted: ['germany', 'france'] },
    ]);
    expect(await changes(world)).toEqual(requested);
    await world.sandbox('DELETE', 'calls');
    await translated(world, hook(event));
    await translated(world, sns(stream));
    expect(await changes(world)).toEqual(requested);
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
    expect(await translated(world, event())).toMatchObject([{ outcome: 'translated', username }]);
    expect(await changes(world)).toEqual(requested);
  });

  test('a joiner whose login has a character above U+FFFF gets the entities that the policy names', async () => {
    username = `𠮷-${randomUUID()}@example.com`;
    await world.addUsers(username);
    const data = { user: person(), group: group.displayName };
    const joined = plain('identity.group.member-added.v1', data, { id: randomUUID(), time: now() });
    expect(await translated(world, joined)).toMatchObject([{ outcome: 'translated', username }]);
    expect(await changes(world)).toEqual(requested);
  });

  test('a leaver is reported, and nothing is written', async () => {
    const left = plain('identity.user.left.v1', { user: person() }, { id: randomUUID(), time: now() });
    await world.sandbox('DELETE', 'calls');
    expect(await translated(world, left)).toMatchObject([
      { outcome: 'ignored', reason: 'report-only', username, reported: ['germany', 'france', 'japan', 'brazil'] },
    ]);
    expect(await world.calls()).toEqual([]);
  });

  /** Announces a change so far ahead that its message has ended before, however slow the machine. */
  async function announced() {
    for (let lead = 2000; ; lead *= 2) {
      await newUser(world);
      const effectiveAt = new Date(Date.now() + lead).toISOString();
      const data = { user: person(), group: group.displayName, effectiveAt };
      const [messageId = ''] = await world.send(
        identityEvents,
        plain('identity.group.member-added.v1', data, { id: randomUUID(), time: now() }),
      );
      const ended = { effectiveAt, outcomes: await world.outcomesOf(messageId), changes: await changes(world) };
      if (Date.now() < Date.parse(effectiveAt)) return ended;
    }
  }

  test('what is announced takes effect when it is to, and not before', async () => {
    const { effectiveAt, ...before } = await announced();
    expect(before).toMatchObject({ outcomes: [{ outcome: 'translated', effectiveAt }], changes: [] });
    await until(async () => (await changes(world)).length === 2);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(effectiveAt));
    expect(await changes(world)).toEqual(requested);
  });

  test('of a batch the bad event is a dead letter by itself, and its neighbours are carried out', async () => {
    const good = plain(
      'identity.group.member-added.v1',
      { user: person(), group: group.displayName },
      { id: randomUUID(), time: now() },
    );
    const bad = plain('identity.user.joined.v1', { person: person() }, { id: randomUUID(), time: now() });
    const lines = await translated(world, [thin['bamboohr'] ?? {}, bad, good]);
    expect(lines.map(({ outcome, reason }) => [outcome, reason]).sort()).toEqual([
      ['dead-letter', 'invalid-event'],
      ['translated', undefined],
      ['unresolvable', 'ids-only'],
    ]);
    expect(await changes(world)).toEqual(requested);
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
    expect(await translated(world, body)).toMatchObject([{ outcome, reason }]);
    await world.takeDeadLetters(identityEvents);
  });

  test('no line says more of a person than whose access it is', async () => {
    const secret = 'planted-in-the-payload';
    const said = { ...person(), password: secret, displayName: 'Ada King', nickName: 'The Countess' };
    await translated(world, plain('identity.user.joined.v1', { user: said }, { id: randomUUID(), time: now() }));
    const log = JSON.stringify(world.log());
    for (const hidden of [secret, 'Ada King', 'The Countess']) expect(log).not.toContain(hidden);
  });
});

describe('by a policy that revokes', () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
    const policy = `
version: 1
username: userName
entities: { global: ${seedEntity.global}, germany: ${seedEntity.germany}, france: ${seedEntity.france}, japan: ${seedEntity.japan} }
homeEntity: global
rules:
  - { id: everybody, when: { groups: [staff] }, grant: [germany, france] }
on: { left: revoke }
`;
    const policyFile = join(folder, 'policy.yml');
    writeFileSync(policyFile, policy);
    const named = `policyFile=${relative(root, policyFile)}`;
    await packageService(root, 'local', join(folder, 'package'), [named, ...parameters]);
    world = await World.begin({ package: join(folder, 'package') });
  });
  afterAll(async () => {
    await world.end();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => newUser(world));

  test('a leaver loses access in every entity but home, also what is only requested, and a late grant changes nothing', async () => {
    const startedAt = Date.now();
    const said = (seconds: number) => new Date(startedAt - seconds * 1000).toISOString();
    const joined = (time: string) =>
      plain('identity.group.member-added.v1', { user: person(), group: 'staff' }, { id: randomUUID(), time });
    await translated(world, joined(said(30)));
    expect(await changes(world)).toEqual(requested);
    const left = plain('identity.user.left.v1', { user: person() }, { id: randomUUID(), time: said(10) });
    expect(await translated(world, left)).toMatchObject([
      { outcome: 'translated', change: 'left', revoked: ['germany', 'france', 'japan'] },
    ]);
    const gone = [`access-denied ${seedEntity.germany}`, `access-denied ${seedEntity.france}`, ...requested].sort();
    expect(await changes(world)).toEqual(gone);
    await translated(world, joined(said(20)));
    expect(await changes(world)).toEqual(gone);
  });
});
