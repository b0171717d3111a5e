/** How `dlq redrive` ends, by what it found. */
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { redriveDeadLetters } from '../../cli/commands/dead-letter-redrive.ts';
import type { Session } from '../../operator/stack/session.ts';
import { testSession } from '../console/test-stage.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useAws } from '../services/use-aws.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
const dynamodb = aws.client((settings) => new DynamoDBClient(settings));
useAuditTable(dynamodb, 'audit');

const options = { visibilityTimeout: 300_000, yes: true } as const;

let session: Session;
let deadLetterUrl: string;
let notes: string[];
beforeEach(async () => {
  const name = randomUUID();
  const created = await Promise.all([name, `${name}-dlq`].map((QueueName) => sqs.createQueue({ QueueName })));
  const [sourceUrl = '', url = ''] = created.map(({ QueueUrl = '' }) => QueueUrl);
  deadLetterUrl = url;
  const { session: opened } = await testSession(aws.url, { queues: [{ name, sourceUrl, deadLetterUrl }] });
  session = { ...opened, interruption: new AbortController().signal };
  notes = [];
  jest.spyOn(console, 'log').mockReturnValue(undefined);
  jest.spyOn(console, 'error').mockImplementation((note) => void notes.push(note));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const sendLetter = async () =>
  (await sqs.sendMessage({ QueueUrl: deadLetterUrl, MessageBody: 'letter' })).MessageId ?? '';

test.each([
  ['a redrive', 'Sent again: 1.', {}],
  ['a dry run', 'Dry run: 1 of 1 chosen, nothing was done.', { dryRun: true } as const],
])('%s of two messages, of which one is missing, fails and names it', async (_, done, more) => {
  const there = await sendLetter();
  expect(await redriveDeadLetters(session, { ...options, ...more, id: [there, 'missing'] })).toBe(1);
  expect(notes).toEqual([done, expect.stringMatching(/^There is no dead letter with ID missing\. /)]);
});

test('a redrive of the messages that are there succeeds', async () => {
  const ids = [await sendLetter(), await sendLetter()];
  expect(await redriveDeadLetters(session, { ...options, id: ids })).toBe(0);
  expect(notes).toEqual(['Sent again: 2.']);
});
