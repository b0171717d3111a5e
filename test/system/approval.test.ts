/** Requests that the service approves itself, and logins that it protects, through the real stack. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packageService } from '../../local/packaging.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { parameters } from '../durations.ts';
import { accessRequested, accessRevoked } from './events.ts';
import { World } from './world.ts';

const root = join(__dirname, '../..');
const { germany, france, japan } = seedEntity;
const protectedLogin = `${randomUUID()}@example.com`;

let world: World;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  const example = readFileSync(join(root, 'policy.example.yml'), 'utf8');
  writeFileSync(join(folder, 'policy.yml'), `${example}\napprove: { japan: automatic, france: manual }\n`);
  const named = `policyFile=${relative(root, join(folder, 'policy.yml'))}`;
  const given = [named, `protectedUsernames=${protectedLogin}`, ...parameters];
  await packageService(root, 'local', join(folder, 'package'), given);
  world = await World.begin({ package: join(folder, 'package') });
});

afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true });
});

async function changesOf(username: string): Promise<string[]> {
  const effects = await world.effects();
  return effects
    .filter(({ change }) => change.username === username)
    .map(({ change }) => `${change.type} ${change.entityId}`)
    .sort();
}

test('a request is approved where the policy says so, and waits elsewhere', async () => {
  const username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
  await world.send('user-access-requests', accessRequested(username, japan, france));
  await world.drained('user-access-requests');
  expect(await changesOf(username)).toEqual([
    `access-granted ${japan}`,
    `access-requested ${france}`,
    `access-requested ${japan}`,
  ]);
});

test('the access of a protected login is given, and never ends', async () => {
  await world.addUsers(protectedLogin);
  await world.send('user-access-requests', accessRequested(protectedLogin, germany));
  await world.drained('user-access-requests');
  const [messageId = ''] = await world.send('access-revocations', accessRevoked(protectedLogin, germany));
  await world.drained('access-revocations');
  expect(await changesOf(protectedLogin)).toEqual([`access-granted ${germany}`]);
  expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'dead-letter', reason: 'protected' }]);
  const deadLetters = await world.takeDeadLetters('access-revocations');
  const own = deadLetters.filter(({ Body = '' }) => Body.includes(protectedLogin));
  expect(own.map(({ MessageAttributes }) => MessageAttributes?.['reason']?.StringValue)).toEqual(['protected']);
});
