import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import type { DeadLetter } from '../../../lib/sqs/dead-letter.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { settings, sqsRecord } from '../../factories.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { useAws } from '../../services/use-aws.ts';

const deadLetter: DeadLetter = {
  reason: 'not-found',
  originalMessageId: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01',
  messageId: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01',
  originalSentTimestamp: 0,
  detail: 'Cannot find a user',
  operation: 'requestUserAccess',
  attempts: 1,
  zuoraRequestId: undefined,
  time: 0,
};

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
let name: string;
let queue: Queue;

beforeEach(async () => {
  name = `requests-${randomUUID()}`;
  await sqs.createQueue({ QueueName: name });
  await sqs.createQueue({ QueueName: `${name}-dlq` });
  queue = new Queue(sqs, settings({ deadLetterQueue: `${name}-dlq`, awsTimeout: 10_000 }));
});

const urlOf = async (queueName: string) => (await sqs.getQueueUrl({ QueueName: queueName })).QueueUrl;

async function receive(queueName: string) {
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl: await urlOf(queueName),
    MessageAttributeNames: ['All'],
    VisibilityTimeout: 720,
  });
  return Messages;
}

/** A message of the queue, as a function receives it. */
async function received(body: string): Promise<SQSRecord> {
  await sqs.sendMessage({ QueueUrl: await urlOf(name), MessageBody: body });
  const [message] = await receive(name);
  return sqsRecord({
    body,
    receiptHandle: message?.ReceiptHandle ?? '',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${name}`,
  });
}

test('a message is hidden for whole seconds, rounded up', async () => {
  const record = await received('{}');
  await queue.changeVisibility(record, 1);
  expect(await receive(name)).toHaveLength(0);
  await queue.changeVisibility(record, 0);
  expect(await receive(name)).toHaveLength(1);
});

test('a dead letter has the body unchanged, the attributes of the message and ours', async () => {
  const body = ' {"username": "ü",\n "reason": "<&>"} ';
  const record = await received(body);
  const messageAttributes = {
    tenant: { dataType: 'String' as const, stringValue: 'north' },
    trace: { dataType: 'Binary' as const, binaryValue: 'AAH/' },
  };
  await queue.sendDeadLetter({ ...record, messageAttributes }, deadLetter);
  const [letter] = await receive(`${name}-dlq`);
  expect(letter?.Body).toBe(body);
  expect(letter?.MessageAttributes).toMatchObject({
    reason: { StringValue: 'not-found' },
    originalMessageId: { StringValue: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01' },
    deadLetter: { StringValue: expect.stringContaining('Cannot find a user') },
    tenant: { StringValue: 'north' },
    trace: { BinaryValue: Uint8Array.from([0, 1, 255]) },
  });
});

test('the address of a queue is asked for once', async () => {
  const record = await received('{}');
  const actions = await awsActionsOf(aws.url, async () => {
    await Promise.all(Array.from({ length: 5 }, () => queue.sendDeadLetter(record, deadLetter)));
    await queue.sendDeadLetter(record, deadLetter);
  });
  expect(actions.sort()).toEqual(['GetQueueUrl', ...Array(6).fill('SendMessage')]);
});

test('a queue that is not there is an error', async () => {
  const nowhere = new Queue(sqs, settings({ deadLetterQueue: 'missing', awsTimeout: 10_000 }));
  await expect(nowhere.sendDeadLetter(await received('{}'), deadLetter)).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
});

test.each([
  [0, 0],
  [1, 1],
  [20_100, 21],
  [21_000, 21],
])('a delay of %i milliseconds is a visibility timeout of %i seconds', async (milliseconds, seconds) => {
  const client = new SQS({ ...embeddedAws(aws.url), useQueueUrlAsEndpoint: false });
  const asked: unknown[] = [];
  client.middlewareStack.add(
    (next) => (call) => {
      if ('VisibilityTimeout' in call.input) asked.push(call.input.VisibilityTimeout);
      return next(call);
    },
    { step: 'initialize' },
  );
  await new Queue(client, settings({ awsTimeout: 10_000 })).changeVisibility(await received('{}'), milliseconds);
  expect(asked).toEqual([seconds]);
  client.destroy();
});

test('a queue that does not answer is waited for no longer than an AWS call may take', async () => {
  const record = await received('{}');
  await withSilentAws(async (url) => {
    const silent = new Queue(new SQS(embeddedAws(url)), settings({ awsTimeout: 20 }));
    await expect(silent.changeVisibility(record, 1)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
