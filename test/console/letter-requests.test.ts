/** Which letters a request may take, and when: never others than the operator has seen. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { previewRedrive, startPurge, startRedrive, startRetry } from '../../console/dead-letters/disposals.ts';
import { purgeRequest, redriveRequest } from '../../console/dead-letters/letter-requests.ts';
import { LetterShelf } from '../../console/dead-letters/letter-shelf.ts';
import { digestOf } from '../../console/dead-letters/shown-letters.ts';
import { Jobs } from '../../console/jobs/jobs.ts';
import type { LetterChoice } from '../../console/shapes/dead-letters.ts';
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
  ['all, without the digest of those', { all: '' }],
  ['both', { ids: ['m-1'], all: 'digest' }],
])('a request with %s is refused', (_, choice) => {
  const reasons = ['stale'];
  expect([accepts(choice), accepts({ ...choice, reasons })]).toEqual([false, false]);
  expect(purgeRequest.safeParse({ choice: { ...choice, reasons }, file: 'purged.jsonl' }).success).toBe(false);
});

test('a request says which letters, or which ones all are', () => {
  expect([accepts({ ids: ['m-1'] }), accepts({ all: 'digest', reasons: ['stale'] })]).toEqual([true, true]);
});

describe('of a queue with two letters', () => {
  let desk: { stage: Awaited<ReturnType<typeof testStage>>; jobs: Jobs; shelf: LetterShelf };
  let jobs: readonly Job[] = [];
  const choice = { queue: 'access', reasons: ['rejected'] };
  /** All letters, as the page shows them. */
  let shown: LetterChoice;
  /** The ID of a message whose parts have a letter each. */
  const first = randomUUID();
  beforeEach(async () => {
    const name = randomUUID();
    const [sourceUrl = '', deadLetterUrl = ''] = await Promise.all([createQueue(name), createQueue(`${name}-dlq`)]);
    for (const body of ['one', 'two']) await sendLetter(deadLetterUrl, body);
    const stage = await testStage(aws.url, { queues: [{ name: 'access', sourceUrl, deadLetterUrl }] });
    desk = { stage, jobs: new Jobs(stage), shelf: new LetterShelf(stage) };
    desk.jobs.follow((all) => {
      jobs = all;
    }, new AbortController().signal);
    await desk.shelf.read();
    shown = { ...choice, all: digestOf(desk.shelf.letters) };
  });

  async function createQueue(QueueName: string): Promise<string> {
    return (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  }

  async function sendLetter(QueueUrl: string, MessageBody: string, originalMessageId?: string): Promise<void> {
    const texts = { reason: 'rejected', ...(originalMessageId !== undefined && { originalMessageId }) };
    const MessageAttributes = Object.fromEntries(
      Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
  }

  async function lettersLeft(): Promise<number> {
    const [{ deadLetterUrl: QueueUrl } = { deadLetterUrl: '' }] = desk.stage.session.stack.queues;
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
  }

  const send = (body: string, originalMessageId?: string) =>
    sendLetter(desk.stage.session.stack.queues[0]?.deadLetterUrl ?? '', body, originalMessageId);
  const ended = () => until(() => jobs.every(({ state }) => state !== 'running'));

  test('other letters than the page showed are neither sent nor deleted, though they are as many', async () => {
    await startRedrive(desk, { choice: shown, stale: false });
    await ended();
    for (const body of ['unseen', 'unseen too']) await send(body);
    await desk.shelf.read();
    const words = 'The group has changed since: it has 2 letters now. Look again.';
    await expect(startRedrive(desk, { choice: shown, stale: false })).rejects.toThrow(words);
    await expect(previewRedrive(desk, { choice: shown, stale: false })).rejects.toThrow(words);
    await expect(startPurge(desk, { choice: shown, file: 'unwritten.jsonl' })).rejects.toThrow(words);
    expect([jobs.length, await lettersLeft()]).toEqual([1, 2]);
  });

  test('a letter that nobody has read yet stays', async () => {
    await send('unseen');
    await startRedrive(desk, { choice: shown, stale: false });
    await ended();
    expect(jobs).toMatchObject([{ state: 'done', text: 'Sent again: 2; not chosen: 1.' }]);
  });

  test('what the page showed is sent, with its beginning and its end in the audit log', async () => {
    await startRedrive(desk, { choice: shown, stale: false });
    await ended();
    expect(jobs).toMatchObject([{ state: 'done', text: 'Sent again: 2.' }]);
    expect((await operatorEntries(dynamodb, 'audit')).slice(-2)).toEqual([
      expect.stringMatching(/^redrive access begun by arn:/),
      expect.stringMatching(/^redrive access ended by arn:/),
    ]);
  });

  test('while a redrive runs nothing else begins, now or later', async () => {
    const { id } = await startRedrive(desk, { choice: shown, rate: 0.001, stale: false });
    await until(async () => (await lettersLeft()) === 1);
    const words = 'Other work has the dead letters: Redrive of dead letters with reason rejected on access. Stop it';
    await expect(startRedrive(desk, { choice: shown, stale: false })).rejects.toThrow(words);
    await expect(startPurge(desk, { choice: shown, file: 'unwritten.jsonl' })).rejects.toThrow(words);
    await expect(previewRedrive(desk, { choice: shown, stale: false })).rejects.toThrow(words);
    await expect(desk.shelf.read()).rejects.toThrow(words);
    desk.jobs.stop(id);
    await ended();
    await desk.shelf.read();
    expect(jobs).toMatchObject([{ state: 'stopped', text: 'Sent again: 1.' }]);
    expect([desk.shelf.letters.length, await lettersLeft()]).toEqual([1, 1]);
  });

  test('a redrive that waits for a reading can be stopped', async () => {
    const reading = Promise.withResolvers<void>();
    const read = desk.shelf.lock.read(() => reading.promise);
    const { id } = await startRedrive(desk, { choice: shown, stale: false });
    desk.jobs.stop(id);
    await ended();
    expect(jobs).toMatchObject([{ state: 'stopped', text: 'Nothing was done.' }]);
    reading.resolve();
    await read;
    await desk.shelf.read();
    expect(desk.shelf.letters).toHaveLength(2);
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

  test('a letter is chosen by its own ID alone: other letters of its message stay', async () => {
    for (const body of ['one part', 'another part']) await send(body, first);
    await desk.shelf.read();
    const ids = desk.shelf.letters
      .filter(({ originalMessageId }) => originalMessageId === first)
      .map(({ messageId }) => messageId);
    await startRedrive(desk, { choice: { ids: ids.slice(0, 1) }, stale: false });
    await ended();
    await startRedrive(desk, { choice: { ids: [first] }, stale: false });
    await ended();
    expect(jobs.map(({ text }) => text).toSorted()).toEqual([
      expect.stringMatching(/^Sent again: 0; not chosen: 3\. There is no dead letter with ID /),
      'Sent again: 1; not chosen: 3.',
    ]);
  });

  test('a retry sends the one letter that has the ID of the log', async () => {
    await send('part', first);
    await startRetry(desk, { id: first, stale: false });
    await ended();
    expect(jobs).toMatchObject([{ state: 'done', text: 'Sent again: 1; not chosen: 2.' }]);
  });

  test('a retry of one of several letters with the ID of the log sends none, and names each', async () => {
    for (const body of ['one part', 'another part']) await send(body, first);
    const words = /^2 dead letters have the message ID \S+\. Give the own ID of one: \S+ \(access, rejected\), /;
    await expect(startRetry(desk, { id: first, stale: false })).rejects.toThrow(words);
    expect([jobs.length, await lettersLeft()]).toEqual([0, 4]);
  });

  test('without the audit log nothing is sent', async () => {
    const { session } = desk.stage;
    Object.assign(session.stack, { audit: 'none' });
    await startRedrive(desk, { choice: shown, stale: false });
    await until(() => jobs.some(({ state }) => state === 'failed'));
    expect(jobs).toMatchObject([{ text: expect.stringMatching(/^Nothing was done, because the audit log cannot be/) }]);
    expect(await lettersLeft()).toBe(2);
  });
});
