/** What a redrive and a purge ask of SQS, and what stays on the dead-letter queue. */
import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DeadLetter } from '../../../operator/dead-letters/dead-letter.ts';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { explainError } from '../../../operator/explain-error.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));

let sourceUrl: string;
let deadLetterUrl: string;
let queue: DeadLetterQueue;
beforeEach(async () => {
  const name = randomUUID();
  const created = await Promise.all([name, `${name}-dlq`].map((QueueName) => sqs.createQueue({ QueueName })));
  [sourceUrl = '', deadLetterUrl = ''] = created.map(({ QueueUrl = '' }) => QueueUrl);
  queue = new DeadLetterQueue(sqs, { name, sourceUrl, deadLetterUrl }, 300_000);
});

/** Puts messages on the dead-letter queue, and receives them. */
async function lettersOf(...bodies: string[]): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (const MessageBody of bodies) {
    await sqs.sendMessage({ QueueUrl: deadLetterUrl, MessageBody });
    letters.push(...(await queue.receive()));
  }
  expect(letters.map(({ body }) => body)).toEqual(bodies);
  return letters;
}

async function countOf(QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.getQueueAttributes({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `letter ${index}`);
const outcomes = (results: readonly PromiseSettledResult<void>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? 'done' : explainError(result.reason)));

describe('a redrive', () => {
  test('sends and deletes ten messages with two requests', async () => {
    const letters = await lettersOf(...numbered(10));
    expect(await awsActionsOf(aws.url, () => queue.redrive(letters))).toEqual([
      'SendMessageBatch',
      'DeleteMessageBatch',
    ]);
    expect([await countOf(sourceUrl), await countOf(deadLetterUrl)]).toEqual([10, 0]);
  });

  test('sends large messages in as many batches as they need', async () => {
    const letters = await lettersOf(...Array(5).fill('x'.repeat(400_000)));
    let results: PromiseSettledResult<void>[] = [];
    const actions = await awsActionsOf(aws.url, async () => {
      results = await queue.redrive(letters);
    });
    expect(outcomes(results)).toEqual(Array(5).fill('done'));
    expect(actions).toEqual([...Array(3).fill('SendMessageBatch'), 'DeleteMessageBatch']);
    expect([await countOf(sourceUrl), await countOf(deadLetterUrl)]).toEqual([5, 0]);
  });

  test('deletes only what was sent, and says of each other message why it was not', async () => {
    const letters = await lettersOf('one', 'x'.repeat(4000), 'two');
    await sqs.setQueueAttributes({ QueueUrl: sourceUrl, Attributes: { MaximumMessageSize: '1024' } });
    expect(outcomes(await queue.redrive(letters))).toEqual([
      'done',
      expect.stringMatching(/^InvalidParameterValue: .* shorter than 1024 bytes/),
      'done',
    ]);
    expect([await countOf(sourceUrl), await countOf(deadLetterUrl)]).toEqual([2, 1]);
  });

  test('deletes nothing if nothing could be sent', async () => {
    const letters = await lettersOf('one', 'two');
    await sqs.deleteQueue({ QueueUrl: sourceUrl });
    const results = await queue.redrive(letters);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await countOf(deadLetterUrl)).toBe(2);
  });

  test('counts messages that were sent and could not be deleted as failed', async () => {
    const letters = await lettersOf('one', 'two');
    await sqs.deleteQueue({ QueueUrl: deadLetterUrl });
    const results = await queue.redrive(letters);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await countOf(sourceUrl)).toBe(2);
  });
});

test('a purge deletes ten messages with one request', async () => {
  const letters = await lettersOf(...numbered(10));
  expect(await awsActionsOf(aws.url, () => queue.delete(letters))).toEqual(['DeleteMessageBatch']);
  expect(await countOf(deadLetterUrl)).toBe(0);
});
