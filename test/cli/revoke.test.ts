/** The command that ends access, against the real stack. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { until } from '../until.ts';
import { run, start } from './command.ts';

const policy = ['--policy', join(__dirname, '../../policy.example.yml')];
const why = ['--reason', 'Left today'];
const yes = ['--yes', '--wait', '10m'];

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const revoke = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, 'revoke', ...args);

async function newUser(...accessibleEntityIds: string[]): Promise<string> {
  const username = `${randomUUID()}@example.com`;
  await world.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds }] });
  return username;
}

async function entitiesOf(username: string): Promise<readonly string[]> {
  const { output } = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'access', username, '--json');
  const { entities }: { entities: { id: string }[] } = JSON.parse(output);
  return entities.map(({ id }) => id.replaceAll('-', ''));
}

test('ends all access but that to the home entity, and names the result of each entity', async () => {
  const username = await newUser(seedEntity.france, seedEntity.japan);
  const { exitCode, output, notes } = await revoke(username.toUpperCase(), '--all', ...policy, ...why, ...yes);
  expect(notes).toMatch(/^france +5eed\S+3 +yes /m);
  expect(output).toMatch(/^france +5eed\S+3 +access ended *$/m);
  expect(output).toMatch(/^japan +5eed\S+4 +access ended *$/m);
  expect(output).toMatch(/^germany +5eed\S+2 +had no access *$/m);
  expect(output).not.toContain('global');
  expect(notes).toContain(`Zuora knows this user as ${username}.`);
  expect(notes).toContain('Access to the home entity global stays. To end it, deactivate the user in Zuora.');
  expect(exitCode).toBe(0);
  expect(await entitiesOf(username)).toEqual([seedEntity.global]);
});

test('ends access to the named entities, and tells the ledger who asked and why', async () => {
  const username = await newUser(seedEntity.france, seedEntity.japan);
  const { exitCode, output } = await revoke(username, '--entity', 'france', ...policy, ...why, ...yes, '--json');
  const { entities, events } = JSON.parse(output);
  expect([exitCode, entities, events]).toEqual([
    0,
    [expect.objectContaining({ name: 'france', hadAccess: true, hasAccess: false })],
    [expect.objectContaining({ queue: 'access-revocations', outcome: 'applied' })],
  ]);
  const status = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'status', events[0].eventId, '--json');
  expect(JSON.parse(status.output)).toMatchObject([
    { requestedBy: 'arn:aws:iam::000000000000:root', requestReason: 'Left today' },
  ]);
  expect(await entitiesOf(username)).toEqual([seedEntity.global, seedEntity.japan]);
});

test('ends with 1 if access is left, and says why', async () => {
  const username = await newUser(seedEntity.france, seedEntity.japan);
  await world.sandbox('POST', 'faults', {
    match: { method: 'PUT', path: '/v1/users/*/deny-access' },
    times: 1,
    fault: { status: 200, body: { success: false, reasons: [{ code: 56500130, message: 'not now' }] } },
  });
  const { exitCode, output, notes } = await revoke(username, '--all', ...policy, ...why, ...yes);
  expect(output).toMatch(/ still has access *$/m);
  expect(notes).toMatch(/^dead-letter, business-rule: .*not now.* then redrive\. See zuora-access status /m);
  expect(exitCode).toBe(1);
});

test('says which newer event counts in an entity where the access stays', async () => {
  const username = await newUser(seedEntity.france, seedEntity.japan);
  const env = { AWS_ENDPOINT_URL: world.stack.aws };
  await run(env, 'pause', 'access-revocations');
  const revoking = start(env, 'revoke', username, '--all', ...policy, ...why, ...yes);
  await until(async () => revoking.notes().includes('is paused'));
  const grant = { ...accessRequested(username, seedEntity.france), time: new Date().toISOString() };
  await world.outcomesOf((await world.send('user-access-requests', grant))[0] ?? '');
  await run(env, 'resume', 'access-revocations');
  const { exitCode, output } = await revoking.finished;
  expect(output).toMatch(/^france +5eed\S+ +still has access, superseded by a request of 20\S+Z *$/m);
  expect(output).toMatch(/^japan +5eed\S+ +access ended *$/m);
  expect(exitCode).toBe(1);
});

test('holds the access, so that no later request grants it', async () => {
  const username = await newUser(seedEntity.france);
  const { exitCode, output } = await revoke(
    username,
    '--entity',
    seedEntity.france,
    '--hold',
    ...why,
    ...yes,
    '--json',
  );
  expect(exitCode).toBe(0);
  const { events } = JSON.parse(output);
  const status = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'status', events[0].eventId);
  expect(status.output).toMatch(/^Held +no later request grants the access again$/m);
  const grant = { ...accessRequested(username, seedEntity.france), time: new Date().toISOString() };
  const outcomes = await world.outcomesOf((await world.send('user-access-requests', grant))[0] ?? '');
  expect(outcomes).toMatchObject([{ outcome: 'superseded' }]);
  expect(await entitiesOf(username)).toEqual([seedEntity.global]);
});

test('does not wait unless asked to', async () => {
  const username = await newUser(seedEntity.france);
  const { exitCode, output, notes } = await revoke(username, '--entity', seedEntity.france, ...why, '--yes');
  expect([exitCode, notes]).toEqual([
    0,
    expect.stringContaining(`--source 'urn:zuora-access:operator' -- '${output.trim()}'`),
  ]);
});

test('says that nobody receives the event while the queue is paused', async () => {
  const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);
  const username = await newUser(seedEntity.france);
  await cli('pause', 'access-revocations');
  const { notes } = await revoke(username, '--entity', seedEntity.france, ...why, '--yes');
  await cli('resume', 'access-revocations');
  expect(notes).toContain('The queue access-revocations is paused, so no function receives the event.');
});

test.each([
  ['without a terminal and without --yes', ['--entity', seedEntity.france, ...why], 2, 'Give --yes to go ahead'],
  ['without entities', why, 2, 'Name the entities with --entity, or give --all.'],
  ['with all entities and one', ['--all', '--entity', 'france', ...why], 2, "cannot be used with option '--entity"],
  ['without a reason', ['--all'], 2, "required option '--reason"],
  ['with an empty reason', ['--all', '--reason', ' '], 2, '--reason: It must not be empty'],
  ['with a long reason', ['--all', '--reason', '🎉'.repeat(1025)], 2, '--reason: It must be at most 1024 characters.'],
  ['with an empty requester', ['--all', ...why, '--requested-by', ''], 2, '--requested-by: It must not be empty'],
  ['of the home entity', ['--entity', 'global', ...policy, ...why, '--yes'], 1, 'global is the home entity'],
  ['of an unknown entity', ['--entity', 'spain', ...policy, ...why, '--yes'], 1, 'There is no entity spain.'],
  ['of all entities without a policy', ['--all', ...why, '--yes'], 1, 'There is no policy.yml here.'],
])('is refused %s', async (_, args, exitCode, notes) => {
  const username = await newUser(seedEntity.france);
  expect(await revoke(username, ...args)).toMatchObject({ exitCode, notes: expect.stringContaining(notes) });
  expect(await entitiesOf(username)).toContain(seedEntity.france);
});

test('says so if Zuora does not know the user', async () => {
  expect(await revoke('nobody@example.com', '--all', ...policy, ...why, '--yes')).toMatchObject({
    exitCode: 1,
    notes:
      'zuora-access: Zuora knows no user nobody@example.com in any entity that the OAuth client reaches. Look the person up in Zuora: they may have another login there.\n',
  });
});
