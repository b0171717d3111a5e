/** What the service does for its users, through the real stack. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seedConnection, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { parameters } from '../durations.ts';
import { keepText } from '../leaks/written.ts';
import { until } from '../until.ts';
import { accessRequested, connectionApproved, connectionRequested } from './events.ts';
import { World } from './world.ts';

const requests = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(() => world.forgetRequests());

describe('a message on a queue', () => {
  test('becomes an access request, seen in Zuora', async () => {
    await world.send(requests, accessRequested(seedUser.grace, seedEntity.germany));
    await world.drained(requests);
    expect(await world.effects()).toContainEqual(
      expect.objectContaining({
        change: { type: 'access-granted', username: seedUser.grace, entityId: seedEntity.germany },
      }),
    );
  });

  test('becomes an entity connection under the message ID as its idempotency key', async () => {
    const [messageId] = await world.send('entity-connections', connectionRequested(seedEntity.brazil));
    await world.drained('entity-connections');
    const [post] = (await world.calls()).filter(({ path }) => path === '/v1/entity-connections');
    expect(post?.headers).toMatchObject({ 'idempotency-key': messageId, 'zuora-track-id': messageId });
  });

  test('accepts a connection as the administrator of its target entity', async () => {
    await world.send('connection-approvals', connectionApproved(seedConnection.toFrancePending, seedEntity.france));
    await world.drained('connection-approvals');
    expect(await world.effects()).toContainEqual(
      expect.objectContaining({
        change: { type: 'connection-changed', id: seedConnection.toFrancePending, status: 'Connected' },
      }),
    );
  });

  test('is recognised when it comes again, and when its work is done already', async () => {
    const request = accessRequested(seedUser.katherine, seedEntity.germany);
    await world.send(requests, request);
    await world.drained(requests);
    const again = await world.send(requests, request, accessRequested(seedUser.katherine, seedEntity.germany));
    const outcomes = await world.outcomesOf(...again);
    await world.drained(requests);
    const writes = (await world.calls()).filter(({ method, path }) => method === 'PUT' && path.includes('katherine'));
    expect(writes).toHaveLength(1);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['already-applied', 'already-applied']);
  });

  test.each([seedUser.slashes, seedUser.plus, seedUser.umlaut, seedUser.escaped])(
    'reaches the user named %j and no other',
    async (name) => {
      await world.send(requests, accessRequested(name, seedEntity.germany));
      await world.drained(requests);
      const changed = (await world.effects()).filter(({ change }) => change.username === name);
      expect(changed).toHaveLength(1);
    },
  );

  test('is found inside the envelopes of EventBridge and SNS', async () => {
    const { id, ...event } = { id: 'from-sns', ...accessRequested(seedUser.alan, seedEntity.germany) };
    const { data } = JSON.parse(JSON.stringify(event));
    await world.send(
      requests,
      {
        version: '0',
        id: 'from-eventbridge',
        'detail-type': 'com.example.zuora.user-access.requested.v1',
        source: 'hr',
        time: new Date().toISOString(),
        detail: { ...data, username: seedUser.edsger },
      },
      { Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:1:hr', Message: JSON.stringify({ ...event, id }) },
    );
    await world.drained(requests);
    const granted = (await world.effects()).map(({ change }) => change.username);
    expect(granted).toEqual(expect.arrayContaining([seedUser.alan, seedUser.edsger]));
  });
});

describe('a good message in a warm function', () => {
  const update = 'dynamodb.UpdateItem';
  const put = 'dynamodb.PutItem';

  async function costOf(...events: object[]): Promise<string[]> {
    await world.send(requests, ...events);
    await world.drained(requests);
    expect((await world.calls()).map(({ method }) => method)).toEqual(['GET', 'PUT']);
    const used = await world.awsRequests();
    await world.forgetRequests();
    return used.filter((request) => !request.startsWith('sqs.'));
  }

  test("costs a look, an act, two writes of its record, two of its user's account, an entry of the audit log, and nothing else", async () => {
    await world.addUsers('warm@example.com', 'cost@example.com');
    await world.send(requests, accessRequested('warm@example.com', seedEntity.germany));
    await world.drained(requests);
    await world.forgetRequests();
    const begin = [update, update];
    const [settle, release] = [update, update];
    const [takeOver, login] = [update, put];
    expect(await costOf(accessRequested('cost@example.com', seedEntity.germany))).toEqual([
      ...begin,
      ...[takeOver, settle, login, put, release],
    ]);
    expect(await costOf(accessRequested('cost@example.com', seedEntity.france))).toEqual([
      ...begin,
      ...[settle, put, release],
    ]);
  });
});

test('200 messages keep to the limits of Zuora and of the idempotency header', async () => {
  const usernames = Array.from({ length: 200 }, (_, index) => `limits-${index}@example.com`);
  await world.addUsers(...usernames);
  // Long enough for calls to be made while others are under way, until there are as many as may be.
  await world.sandbox('PUT', 'settings', { latencyMs: 2000 });
  await Promise.all([
    world.send(requests, ...usernames.map((username) => accessRequested(username, seedEntity.germany))),
    world.send('entity-connections', ...usernames.map(() => connectionRequested(seedEntity.germany))),
    world.send(
      'connection-approvals',
      ...usernames.map(() => connectionApproved(seedConnection.toFrancePending, seedEntity.france)),
    ),
  ]);
  const inFlight = async () => Math.max(0, ...(await world.calls()).map((call) => call.inFlight));
  await until(async () => (await inFlight()) > 5);
  await world.sandbox('PUT', 'settings', { latencyMs: 100 });
  await world.drained(requests, 'entity-connections', 'connection-approvals');
  await world.sandbox('PUT', 'settings', { latencyMs: 0 });

  const calls = await world.calls();
  expect(await inFlight()).toBeLessThanOrEqual(20);
  // Two processes a function at the most, of which each asks once for its client's token.
  expect(calls.filter(({ path }) => path === '/oauth/token').length).toBeLessThanOrEqual(6);
  expect(calls.every(({ headers }) => headers['zuora-track-id'])).toBe(true);
  expect(calls.filter(({ method, headers }) => method !== 'POST' && headers['idempotency-key'])).toEqual([]);
  for (const username of usernames) {
    const own = calls.filter(({ path }) => path.includes(encodeURIComponent(username)));
    expect(own.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  }
});

test('of a batch of ten with three bad ones, seven are applied once and three are dead letters', async () => {
  const usernames = Array.from({ length: 7 }, (_, index) => `batch-${index}@example.com`);
  await world.addUsers(...usernames);
  const good = usernames.map((username) => accessRequested(username, seedEntity.germany));
  const bad = ['no json', accessRequested('', seedEntity.germany), connectionRequested(seedEntity.brazil)];
  const ids = await world.send(requests, ...good.slice(0, 4), ...bad, ...good.slice(4));
  await world.drained(requests);

  const effects = (await world.effects()).filter(({ change }) => change.username?.startsWith('batch-'));
  expect(effects.map(({ change }) => change.username).sort()).toEqual(usernames);
  const deadLetters = await world.takeDeadLetters(requests);
  const told = deadLetters.map(({ MessageAttributes: attributes = {} }) => ({
    reason: attributes['reason']?.StringValue,
    originalMessageId: attributes['originalMessageId']?.StringValue,
    deadLetter: JSON.parse(attributes['deadLetter']?.StringValue ?? '{}'),
  }));
  expect(told).toHaveLength(3);
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ reason: 'not-json', originalMessageId: ids[4] }),
      expect.objectContaining({
        reason: 'invalid-event',
        originalMessageId: ids[5],
        deadLetter: expect.objectContaining({
          detail: expect.stringContaining('data.username'),
          operation: 'requestUserAccess',
        }),
      }),
      expect.objectContaining({ reason: 'unexpected-type', originalMessageId: ids[6] }),
    ]),
  );
});

test('npx serverless invoke local runs a function against the running stack', async () => {
  const root = join(__dirname, '../..');
  const { stdout } = await promisify(execFile)(
    join(root, 'node_modules/.bin/serverless'),
    [
      'invoke',
      'local',
      '--stage',
      'local',
      '-f',
      'requestUserAccess',
      '-p',
      'events/user-access-requested.sqs.json',
      ...parameters.flatMap((parameter) => ['--param', parameter]),
    ],
    { cwd: root, env: { PATH: process.env['PATH'], HOME: world.data, AWS_ENDPOINT_URL: world.stack.aws } },
  );
  keepText('invoke-local.log', stdout);
  expect(stdout).toContain('"batchItemFailures": []');
  const granted = (await world.effects()).filter(({ change }) => change.username === seedUser.ada);
  expect(granted).toHaveLength(2);
});
