/** However a dead letter comes back, its event keeps its identity. */
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { seedClient, seedEntity } from '../../local/zuora/seed.ts';
import { briefWrites } from '../durations.ts';
import { connectionRequested } from '../system/events.ts';
import { type OutcomeLine, World } from '../system/world.ts';
import { until } from '../until.ts';
import { run } from './command.ts';

const queue = 'entity-connections';
const refusal = { status: 200, body: { success: false, reasons: [{ code: 53100030, message: 'not now' }] } };

let world: World;
beforeAll(async () => {
  world = await World.begin({ durations: briefWrites });
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: seedEntity.global };
  await world.sandbox('POST', 'entities', {
    entities: targets.map((id) => ({ ...entity, id, name: id, displayName: id })),
  });
  const { service } = seedClient;
  await world.sandbox('POST', 'clients', {
    clients: [{ ...service, entityIds: [...service.entityIds, ...targets] }],
  });
});
afterAll(() => world.end());
afterEach(() => world.takeDeadLetters(queue));

/** The ways in which a dead-lettered event comes back. */
const ways: [way: string, (event: object) => Promise<unknown>][] = [
  [
    'redriven by zuora-access',
    () => run({ AWS_ENDPOINT_URL: world.stack.aws }, 'dlq', 'redrive', '--queue', queue, '--yes'),
  ],
  [
    'received, sent and deleted by hand, under a new message ID and without attributes',
    async () => {
      for (const { Body = '' } of await world.takeDeadLetters(queue)) await world.send(queue, Body);
    },
  ],
  ['published again by its source', (event) => world.send(queue, event)],
];

/** Entities to connect to. */
const targets = Array.from({ length: 3 * ways.length }, (_, index) => `cc${index}`.padEnd(32, '0'));

/** Makes Zuora's next answer to a connection request a failure. */
function failNext(fault: object): Promise<void> {
  return world.sandbox('POST', 'faults', {
    match: { method: 'POST', path: '/v1/entity-connections' },
    times: 1,
    fault,
  });
}

/** What the audit trail says last, once the queue is empty and it says more than before. */
async function outcomeOf(action: () => Promise<unknown>): Promise<OutcomeLine | undefined> {
  const before = world.outcomes().length;
  await action();
  await world.drained(queue);
  await until(() => world.outcomes().length > before);
  return world.outcomes().at(-1);
}

/** The idempotency keys of the connection requests so far that belong to a message. */
async function keysOf(messageId: string): Promise<string[]> {
  const posts = (await world.calls()).filter(
    ({ method, path }) => method === 'POST' && path === '/v1/entity-connections',
  );
  return posts.map(({ headers }) => headers['idempotency-key'] ?? '').filter((key) => key.startsWith(messageId));
}

/** How often SQS lets a message be received before it moves it to the dead-letter queue. */
async function setMaxReceiveCount(maxReceiveCount: number): Promise<void> {
  const { sqs } = world.stack.clients;
  const QueueUrl = world.stack.queueUrl(queue);
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const policy: object = JSON.parse(Attributes['RedrivePolicy'] ?? '{}');
  const RedrivePolicy = JSON.stringify({ ...policy, maxReceiveCount });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
}

describe.each(ways)('a dead letter %s', (_, comeBack) => {
  test('is not carried out again if its work has been done since', async () => {
    const event = connectionRequested(targets.pop() ?? '');
    await failNext(refusal);
    const [messageId = ''] = await world.send(queue, event);
    await world.outcomesOf(messageId);
    expect((await outcomeOf(() => world.send(queue, event)))?.outcome).toBe('applied');
    const keys = await keysOf(messageId);
    const last = await outcomeOf(() => comeBack(event));
    expect(last?.outcome).toBe('already-applied');
    expect(await keysOf(messageId)).toEqual(keys);
  });

  test('goes to Zuora under the next key of its first message ID after an answered failure', async () => {
    const event = connectionRequested(targets.pop() ?? '');
    await failNext(refusal);
    const [messageId = ''] = await world.send(queue, event);
    expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'dead-letter', reason: 'business-rule' }]);
    expect((await outcomeOf(() => comeBack(event)))?.outcome).toBe('applied');
    expect(await keysOf(messageId)).toEqual([messageId, `${messageId}.1`]);
  });

  test('that SQS moved goes to Zuora under its first message ID again, and under the next key when the old failure is stored', async () => {
    const event = connectionRequested(targets.pop() ?? '');
    await setMaxReceiveCount(1);
    await failNext({ status: 500, body: { message: 'internal server error' } });
    const [messageId = ''] = await world.send(queue, event);
    await world.drained(queue);
    await setMaxReceiveCount(100);
    expect(await world.count(`${queue}-dlq`)).toBe(1);
    expect((await outcomeOf(() => comeBack(event)))?.outcome).toBe('applied');
    expect(await keysOf(messageId)).toEqual([messageId, messageId, `${messageId}.1`]);
  });
});
