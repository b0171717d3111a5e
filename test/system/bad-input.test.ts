/** Whatever a publisher sends, the function answers, and what cannot be carried out is kept with its reason. */
import { randomBytes } from 'node:crypto';
import { type MessageAttributeValue, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested, connectionRequested } from './events.ts';
import { World } from './world.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
const good = accessRequested('ada@example.com', seedEntity.germany);
const almostOneMebibyte = 1_048_576 - 4096;

const withData = (data: object) => ({
  ...good,
  data: { username: 'ada@example.com', targetEntityIds: [seedEntity.germany], ...data },
});
const without = (field: string) => Object.fromEntries(Object.entries(good).filter(([name]) => name !== field));

test.each<[what: string, body: object | string, reason: string, field: string]>([
  ['text', 'grant ada access', 'not-json', 'not JSON'],
  ['1 MiB of noise', randomBytes(almostOneMebibyte / 2).toString('hex'), 'not-json', 'not JSON'],
  ['an array', [good], 'batch-unsupported', 'array'],
  ['JSON nested 10,000 deep', deep, 'batch-unsupported', 'array'],
  [
    'an event whose data is nested 10,000 deep',
    JSON.stringify(good).replace('"data":', `"data":${deep},"x":`),
    'invalid-event',
    'data',
  ],
  ['a number', '42', 'invalid-event', 'no object'],
  ['an object that is no event', { username: 'ada@example.com' }, 'invalid-event', 'specversion'],
  [
    'the event of another queue',
    connectionRequested(seedEntity.germany),
    'unexpected-type',
    'zuora.entity-connection.requested.v1',
  ],
  ['an event without a type', without('type'), 'invalid-event', 'type'],
  ['an event without a time', without('time'), 'invalid-event', 'time'],
  ['an event without a source', without('source'), 'invalid-event', 'source'],
  ['an event without data', without('data'), 'invalid-event', 'data'],
  ['no username', withData({ username: undefined }), 'invalid-event', 'data.username'],
  ['a username of 10 KB', withData({ username: 'a'.repeat(10_240) }), 'invalid-event', 'data.username'],
  [
    'a username with control characters',
    withData({ username: 'ada\u0000\u001b[2J' }),
    'invalid-event',
    'data.username',
  ],
  ['a username that is half a character', withData({ username: 'ada\ud800' }), 'invalid-event', 'data.username'],
  ['a username that leaves its path', withData({ username: '..' }), 'invalid-event', 'data.username'],
  ['no target', withData({ targetEntityIds: [] }), 'invalid-event', 'data.targetEntityIds'],
  [
    'an entity id that is none',
    withData({ targetEntityIds: ['../../oauth'] }),
    'invalid-event',
    'data.targetEntityIds.0',
  ],
  ['a misspelt field', withData({ entityID: seedEntity.global }), 'invalid-event', 'data.entityID'],
  [
    'a field named like a prototype',
    JSON.stringify(good).replace('"username"', '"__proto__"'),
    'invalid-event',
    'data.username',
  ],
])('%s is dead-lettered with a reason that names what is wrong', async (_, body, reason, field) => {
  await world.send(queue, body);
  await world.drained(queue);
  const [deadLetter, ...others] = await world.takeDeadLetters(queue);
  expect(others).toEqual([]);
  expect(deadLetter?.Body).toBe(typeof body === 'string' ? body : JSON.stringify(body));
  expect(deadLetter?.MessageAttributes?.['reason']?.StringValue).toBe(reason);
  expect(JSON.parse(deadLetter?.MessageAttributes?.['deadLetter']?.StringValue ?? '{}').detail).toContain(field);
});

test('a bad message that has ten attributes already keeps as many as there is room for', async () => {
  const own = Object.fromEntries(
    Array.from({ length: 10 }, (_, index): [string, MessageAttributeValue] => [
      `attribute${index}`,
      { DataType: 'String', StringValue: `value ${index}` },
    ]),
  );
  const { sqs } = world.stack.clients;
  await sqs.send(
    new SendMessageCommand({ QueueUrl: world.stack.queueUrl(queue), MessageBody: 'bad', MessageAttributes: own }),
  );
  await world.drained(queue);
  const [deadLetter] = await world.takeDeadLetters(queue);
  const names = Object.keys(deadLetter?.MessageAttributes ?? {});
  expect(names).toHaveLength(10);
  expect(names).toEqual(expect.arrayContaining(['reason', 'originalMessageId', 'deadLetter', 'attribute0']));
});

test('an event that leaves open which of several entities it means is dead-lettered', async () => {
  await world.send(queue, { ...good, data: { username: 'ada@example.com', targetEntityIds: [seedEntity.germany] } });
  await world.drained(queue);
  const [deadLetter] = await world.takeDeadLetters(queue);
  expect(deadLetter?.MessageAttributes?.['reason']?.StringValue).toBe('entity-required');
});

test('no invocation fails as a whole', () => {
  const errors = world.log().filter(({ level, message }) => level === 'ERROR' && message !== 'outcome');
  expect(errors).toEqual([]);
});
