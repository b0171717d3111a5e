import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LetterShelf, type Shelf } from '../../console/dead-letters/letter-shelf.ts';
import type { Stage } from '../../console/stage.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));

let queue: { name: string; sourceUrl: string; deadLetterUrl: string };
let stage: Stage;
let shelf: LetterShelf;
let known: Shelf | undefined;
let end: AbortController;
beforeEach(async () => {
  known = undefined;
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: randomUUID() });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'letter' });
  queue = { name: 'access', sourceUrl: QueueUrl, deadLetterUrl: QueueUrl };
  stage = await testStage(aws.url, { queues: [queue] });
  shelf = new LetterShelf(stage);
  end = new AbortController();
  shelf.follow((now) => {
    known = now;
  }, end.signal);
  await until(() => known?.letters.length === 1);
});
afterEach(() => end.abort());

test('a failure to count is told until a count succeeds', async () => {
  const { deadLetterUrl } = queue;
  Object.assign(queue, { deadLetterUrl: `${deadLetterUrl}-missing` });
  await until(() => known?.problem !== undefined);
  expect(known?.problem).toMatch(/QueueDoesNotExist/);
  Object.assign(queue, { deadLetterUrl });
  await until(() => known?.problem === undefined);
  expect(known?.letters).toHaveLength(1);
});

test('a failure to read is told until a reading succeeds', async () => {
  const { deadLetterUrl } = queue;
  Object.assign(queue, { deadLetterUrl: `${deadLetterUrl}-missing` });
  await shelf.read();
  expect(known).toMatchObject({ isReading: false, problem: expect.stringMatching(/QueueDoesNotExist/) });
  Object.assign(queue, { deadLetterUrl });
  await shelf.read();
  expect(known).toMatchObject({ isReading: false, problem: undefined });
});

/** From now on, as often. */
function refuseReceives(times: number): void {
  let left = times;
  stage.session.aws.sqs.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName !== 'ReceiveMessageCommand' || left === 0) return next(args);
        left -= 1;
        throw Object.assign(new Error('Slow down'), { name: 'RequestThrottled' });
      },
    { step: 'initialize' },
  );
}

test('a new letter is shown although the first reading of it fails', async () => {
  refuseReceives(1);
  await sqs.sendMessage({ QueueUrl: queue.deadLetterUrl, MessageBody: 'another' });
  await until(() => known?.letters.length === 2);
  expect(known?.problem).toBeUndefined();
});

test('a reading that an operator asked for is repeated if it fails, although no letter is new', async () => {
  refuseReceives(1);
  await shelf.read();
  await until(() => known?.problem === undefined);
  expect(known?.letters).toHaveLength(1);
});

test('a redrive that begins while the watch counts is no problem of the page', async () => {
  const problems: unknown[] = [];
  shelf.follow(({ problem }) => problems.push(problem), end.signal);
  let held: ReturnType<typeof shelf.lock.acquire> | undefined;
  stage.session.aws.sqs.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const output = await next(args);
        if (commandName === 'GetQueueAttributesCommand') held ??= shelf.lock.acquire('Redrive of dead letters');
        return output;
      },
    { step: 'initialize' },
  );
  await sqs.sendMessage({ QueueUrl: queue.deadLetterUrl, MessageBody: 'another' });
  await until(() => held !== undefined);
  // The watch goes on, to where it would read.
  await sleep(100);
  held?.release();
  await until(() => known?.letters.length === 2);
  expect(new Set(problems)).toEqual(new Set([undefined]));
});
