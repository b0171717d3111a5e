/** What `publish` and `revoke` do about the limits of the function that would receive the event. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packEntityIds } from '../../lib/entity-id.ts';
import { templateFile } from '../../local/template.ts';
import { seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { feed, run } from './command.ts';

const limits = {
  ZUORA_ACCESS_ALLOWED_ENTITY_IDS: packEntityIds([seedEntity.global, seedEntity.germany]),
  ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS: 'example.com',
};

let folder: string;
let world: World;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-limits-'));
  cpSync(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', folder, { recursive: true });
  const file = join(folder, templateFile);
  const template = Object.entries(limits).reduce(
    (text, [name, value]) => text.replaceAll(`"${name}": ""`, `"${name}": "${value}"`),
    readFileSync(file, 'utf8'),
  );
  for (const value of Object.values(limits)) expect(template).toContain(value);
  writeFileSync(file, template);
  world = await World.begin({ package: folder });
});
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true });
});

const day = 24 * 3_600_000;
const publish = (event: object, ...options: string[]) =>
  feed(JSON.stringify(event), { AWS_ENDPOINT_URL: world.stack.aws }, 'publish', '-', ...options);

test('an event within the limits is sent', async () => {
  expect(await publish(accessRequested(seedUser.ada, seedEntity.germany))).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('user-access-requests'),
  });
});

test.each([
  [seedUser.ada, seedEntity.france, `"${seedEntity.france}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS of this stage`],
  ['ada@example.org', seedEntity.germany, '"example.org" is not in ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS'],
])('an event of %s in %s is not sent', async (username, entityId, problem) => {
  expect(await publish(accessRequested(username, entityId))).toMatchObject({
    exitCode: 1,
    output: '',
    notes: expect.stringMatching(new RegExp(`^zuora-access: Not sent, not-allowed: data\\..*${problem}`)),
  });
});

test('an event that would grant access after a week is not sent, unless it is done', async () => {
  const event = { ...accessRequested(seedUser.grace, seedEntity.germany), time: new Date(Date.now() - 8 * day) };
  expect(await publish(event)).toMatchObject({
    exitCode: 1,
    output: '',
    notes: expect.stringMatching(/^zuora-access: Not sent, stale: time: \S+ is too long ago .*--new-id/),
  });
  const young = { ...event, time: new Date() };
  expect(await publish(young, '--wait')).toMatchObject({ exitCode: 0 });
  expect(await publish(event, '--wait')).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('already-applied'),
  });
});

test('revoke --all ends what the limits allow, and names the access that is left', async () => {
  const username = `${randomUUID()}@example.com`;
  const accessibleEntityIds = [seedEntity.germany, seedEntity.france];
  await world.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds }] });
  const policy = join(__dirname, '../../policy.example.yml');
  const { exitCode, output, notes } = await run(
    { AWS_ENDPOINT_URL: world.stack.aws },
    ...['revoke', username, '--all', '--policy', policy, '--reason', 'Left today', '--yes', '--wait', '10m'],
  );
  expect(notes).toMatch(/^Not possible in .*france.*: outside allowedEntityIds of stage local\./m);
  expect(output).toMatch(/^germany +\S+ +access ended *$/m);
  expect(output).toMatch(/^france +\S+ +still has access, not possible: outside allowedEntityIds/m);
  expect(exitCode).toBe(1);
});
