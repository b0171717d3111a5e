/** Which letters a request may take: never more than the operator has seen. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import { startPurge, startRedrive } from '../../console/dead-letters/disposals.ts';
import { purgeRequest, redriveRequest } from '../../console/dead-letters/letter-requests.ts';
import { LetterShelf } from '../../console/dead-letters/letter-shelf.ts';
import { Jobs } from '../../console/jobs/jobs.ts';
import type { Job } from '../../console/shapes/job.ts';
import { operatorEntries } from '../operator-entries.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const sqs = aws.client((options) => new SQSClient(options));
const dynamodb = aws.client((options) => new DynamoDBClient(options));
useAuditTable(dynamodb, 'audit');

const accepts = (choice: object) => redriveRequest.safeParse({ choice, stale: false }).success;

test.each([
  ['nothing that says which', {}],
  ['a choice of which nothing is left', { ids: [] }],
  ['all of none', { all: 0 }],
  ['both', { ids: ['m-1'], all: 2 }],
])('a request with %s is refused', (_, choice) => {
  const reasons = ['stale'];
  expect([accepts(choice), accepts({ ...choice, reasons })]).toEqual([false, false]);
  expect(purgeRequest.safeParse({ choice: { ...choice, reasons }, file: 'purged.jsonl' }).success).toBe(false);
});

test('a request says which letters, or how many all are', () => {
  expect([accepts({ ids: ['m-1'] }), accepts({ all: 2, reasons: ['stale'] })]).toEqual([true, true]);
});

/** Of a queue with two letters. */
let desk: { stage: Awaited<ReturnType<typeof testStage>>; jobs: Jobs; shelf: LetterShelf };
let jobs: readonly Job[] = [];
beforeEach(async () => {
  const name = randomUUID();
  const [sourceUrl = '', deadLetterUrl = ''] = await Promise.all([createQueue(name), createQueue(`${name}-dlq`)]);
  for (const body of ['one', 'two']) await sendLetter(deadLetterUrl, body);
  const stage = await testStage(aws.url, { queues: [{ name: 'access', sourceUrl, deadLetterUrl }] });
  desk = { stage, jobs: new Jobs(stage), shelf: new LetterShelf(stage) };
  desk.jobs.follow((all) => {
    jobs = all;
  }, new AbortController().signal);
});

async function createQueue(QueueName: string): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
}

async function sendLetter(QueueUrl: string, MessageBody: string): Promise<void> {
  const reason = { DataType: 'String', StringValue: 'rejected' };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: { reason } }));
}

const choice = { queue: 'access', reasons: ['rejected'] };

test('more letters than the page showed are neither sent nor deleted', async () => {
  const words = 'The group has changed since: it has 2 letters now. Look again.';
  await expect(startRedrive(desk, { choice: { ...choice, all: 1 }, stale: false })).rejects.toThrow(words);
  await expect(startPurge(desk, { choice: { ...choice, all: 1 }, file: 'unwritten.jsonl' })).rejects.toThrow(words);
  expect(jobs).toEqual([]);
});

test('as many as the page showed are sent, and so are fewer', async () => {
  await startRedrive(desk, { choice: { ...choice, all: 3 }, stale: false });
  await until(() => jobs.some(({ state }) => state === 'done'));
  expect(jobs).toMatchObject([{ text: 'Sent again: 2.' }]);
  expect(await operatorEntries(dynamodb, 'audit')).toEqual([
    expect.stringMatching(/^redrive access begun by arn:/),
    expect.stringMatching(/^redrive access ended by arn:/),
  ]);
});

test('a redrive of letters of which one is gone fails, and names it', async () => {
  await startRedrive(desk, { choice: { ...choice, ids: ['gone'] }, stale: false });
  await until(() => jobs.some(({ state }) => state !== 'running'));
  expect(jobs).toMatchObject([
    {
      state: 'failed',
      text: expect.stringMatching(/^Sent again: 0; not chosen: 2\. There is no dead letter .* ID gone\./),
    },
  ]);
});

test('without the audit log nothing is sent', async () => {
  const { session } = desk.stage;
  Object.assign(session.stack, { audit: 'none' });
  await startRedrive(desk, { choice: { ...choice, all: 2 }, stale: false });
  await until(() => jobs.some(({ state }) => state === 'failed'));
  expect(jobs).toMatchObject([{ text: expect.stringMatching(/^Nothing was done, because the audit log cannot be/) }]);
  const [{ deadLetterUrl: QueueUrl } = { deadLetterUrl: '' }] = session.stack.queues;
  const count = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  expect((await sqs.send(count)).Attributes).toEqual({ ApproximateNumberOfMessages: '2' });
});
