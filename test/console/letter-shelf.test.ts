import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LetterShelf, type Shelf } from '../../console/dead-letters/letter-shelf.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));

let queue: { name: string; sourceUrl: string; deadLetterUrl: string };
let shelf: LetterShelf;
let known: Shelf | undefined;
let end: AbortController;
beforeEach(async () => {
  known = undefined;
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: randomUUID() });
  await sqs.sendMessage({ QueueUrl, MessageBody: 'letter' });
  queue = { name: 'access', sourceUrl: QueueUrl, deadLetterUrl: QueueUrl };
  shelf = new LetterShelf(await testStage(aws.url, { queues: [queue] }));
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
