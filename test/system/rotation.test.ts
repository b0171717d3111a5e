/** Rotating the secret while messages are in flight costs none of them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test } from '@jest/globals';
import {
  connectionPair,
  existingConnection,
  offices,
  type TenantClient,
  tenantFor,
} from '../../local/zuora/large-tenant.ts';
import { SandboxAdmin } from '../../local/zuora/sandbox-admin.ts';
import { until } from '../until.ts';
import { accessRequested, connectionApproved, connectionRequested } from './events.ts';
import { load } from './load.ts';
import { type Effect, World } from './world.ts';

const queues = ['user-access-requests', 'entity-connections', 'connection-approvals'] as const;

/** What is in flight when the secret is rotated, and what comes afterwards. */
const inFlight = {
  accessRequests: range(0, load(300)),
  connections: range(0, load(100)),
  approvals: range(0, load(100)),
};
const later = { accessRequests: range(300, 310), connections: range(100, 110), approvals: range(100, 110) };

/** For as many operations of each kind as a test may want. */
const tenant = tenantFor({ initiateEntityConnection: 110, acceptEntityConnection: 110 });
const { first, second } = tenant.clients;

let world: World;
/** An outside AWS keeps the linked accounts of another test, whose Zuora was another one. */
let domain: string;
let zuora: SandboxAdmin;
afterEach(() => world.end());

/** @param secretCache seconds; at this age the secret is read again unasked */
async function begin(secretCache: number): Promise<void> {
  world = await World.begin({ durations: { secretCache } });
  domain = `${randomUUID()}.example.com`;
  zuora = new SandboxAdmin(world.stack.zuora);
  await zuora.prepare(tenant);
  await putSecret(first);
  await world.sandbox('PUT', 'settings', { latencyMs: 100 });
}

test(`${load(500)} messages in flight are applied once each, the rest of them by the new client once the old one is rejected`, async () => {
  const aDay = 86_400;
  await begin(aDay);
  const ids = await send(inFlight);
  await effectsOf(first, (effects) => effects.length >= load(100));
  await zuora.addClient(second);
  await putSecret(second);
  await zuora.rejectClient(first);
  // There may be none left of the others.
  const laterIds = await send(later);

  await effectsOf(second, (effects) => new Set(effects.map(({ change }) => change.type)).size === queues.length);
  await world.drained(...queues);
  await expectAppliedOnce([...ids, ...laterIds]);
});

test(`${load(500)} messages in flight notice nothing while both clients are accepted, and later ones come by the new client`, async () => {
  const secretCache = 5;
  await begin(secretCache);
  const ids = await send(inFlight);
  await effectsOf(first, (effects) => effects.length >= load(100));
  await zuora.addClient(second);
  await putSecret(second);
  const rotatedAt = Date.now();
  await world.drained(...queues);

  await sleep(Math.max(0, rotatedAt + secretCache * 1000 - Date.now()));
  const laterIds = await send(later);
  await world.drained(...queues);
  const laterEffects = (await world.effects()).slice(ids.length);
  expect(laterEffects.map(({ clientId }) => clientId)).toEqual(laterIds.map(() => second.id));
  expect((await world.calls()).filter(({ status }) => status === 401)).toEqual([]);
  await expectAppliedOnce([...ids, ...laterIds]);
});

async function putSecret({ id: clientId, secret: clientSecret }: TenantClient): Promise<void> {
  const SecretString = JSON.stringify({ baseUrl: world.stack.zuora, clientId, clientSecret });
  await world.stack.clients.secrets.send(
    new PutSecretValueCommand({ SecretId: 'zuora-access/local/oauth', SecretString }),
  );
}

/** Numbers stand for what is asked for; a different wish for every one. @returns the message IDs */
async function send(wishes: Record<'accessRequests' | 'connections' | 'approvals', number[]>): Promise<string[]> {
  const usernames = wishes.accessRequests.map((index) => `rotation-${index}@${domain}`);
  await zuora.addUsers(usernames.map((username) => ({ username })));
  const approvals = wishes.approvals.map((pair) => existingConnection('acceptEntityConnection', pair));
  const sent = await Promise.all([
    world.send(queues[0], ...usernames.map((username) => accessRequested(username, ...offices.slice(0, 1)))),
    world.send(queues[1], ...wishes.connections.map((pair) => connectionRequested(connectionPair(pair).target))),
    world.send(queues[2], ...approvals.map(({ id, targetEntityId }) => connectionApproved(id, targetEntityId))),
  ]);
  return sent.flat();
}

/** Waits until the effects that a client has had are enough. */
async function effectsOf(client: TenantClient, enough: (effects: Effect[]) => boolean): Promise<void> {
  await until(async () => enough((await world.effects()).filter(({ clientId }) => clientId === client.id)));
}

async function expectAppliedOnce(ids: readonly string[]): Promise<void> {
  const deadLetters = await Promise.all(queues.map((queue) => world.count(`${queue}-dlq`)));
  expect(deadLetters).toEqual(queues.map(() => 0));
  const ends = await world.outcomesOf(...ids);
  const applied = ends.filter(({ outcome }) => outcome === 'applied' || outcome === 'already-applied');
  expect(new Set(applied.map(({ messageId }) => messageId))).toEqual(new Set(ids));
  expect(await world.effects()).toHaveLength(ids.length);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
