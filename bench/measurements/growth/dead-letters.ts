/** Which requests it takes to look at all dead letters, and to send all of them again. */
import { CreateQueueCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { dispose } from '../../../operator/dead-letters/disposal.ts';
import { redriveDisposal } from '../../../operator/dead-letters/redrive.ts';
import { readLetters } from '../../../operator/dead-letters/sweep.ts';
import type { Point } from '../../statistics/fit.ts';
import type { Curve } from './curve.ts';
import { withEmbeddedAws } from './embedded-aws.ts';

/** On two queues together: SQS shows no more messages of a queue while 120,000 of it are invisible. */
const sizes = [2000, 20_000, 100_000, 200_000];
const queueCount = 2;
/** Of one request. */
const maxBatch = 10;
/** Milliseconds: longer than any of it takes. */
const visibilityTimeout = 3_600_000;

export const letterList: Curve = {
  name: 'letter-list',
  title: `List the dead letters of ${queueCount} queues`,
  size: 'letters',
  cost: 'requests',
  measure: () =>
    requestsFor(async (queues, size) => {
      const { letters, isComplete } = await readLetters(queues, new AbortController().signal, size + 1);
      return isComplete ? letters.length : 0;
    }),
};

export const redrive: Curve = {
  name: 'redrive',
  title: `Send all dead letters of ${queueCount} queues again`,
  size: 'letters',
  cost: 'requests',
  measure: () =>
    requestsFor(async (queues) => {
      const { signal: interruption } = new AbortController();
      const { now } = Date;
      const asOf = { earliest: 0, latest: Number.POSITIVE_INFINITY };
      const disposal = redriveDisposal({ selection: {}, rate: undefined, allowStale: false }, interruption, now);
      const { counts, isComplete, error } = await dispose(queues, disposal, { interruption, asOf }, () => {});
      if (error !== undefined) throw error;
      return isComplete ? counts.done : 0;
    }),
};

/** @param work returns with how many letters it is done */
function requestsFor(work: (queues: readonly DeadLetterQueue[], size: number) => Promise<number>): Promise<Point[]> {
  return withEmbeddedAws(async ({ clients: { sqs }, requestsOf }) => {
    const points: Point[] = [];
    for (const size of sizes) {
      const names = Array.from({ length: queueCount }, (_, index) => `letters-${size}-${index}`);
      const queues = await Promise.all(names.map((name) => filledQueue(sqs, name, size / queueCount)));
      let done = 0;
      const cost = await requestsOf(async () => {
        done = await work(queues, size);
      });
      if (done !== size) throw new Error(`${done} of ${size} dead letters were dealt with.`);
      points.push({ size, cost });
    }
    return points;
  });
}

async function filledQueue(sqs: SQSClient, name: string, letters: number): Promise<DeadLetterQueue> {
  const [sourceUrl, deadLetterUrl] = [await createQueue(sqs, name), await createQueue(sqs, `${name}-dlq`)];
  for (let first = 0; first < letters; first += maxBatch) {
    const Entries = Array.from({ length: maxBatch }, (_, index) => ({
      Id: String(index),
      MessageBody: `letter ${first + index}`,
    }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: deadLetterUrl, Entries }));
  }
  return new DeadLetterQueue(sqs, { name, sourceUrl, deadLetterUrl }, visibilityTimeout);
}

async function createQueue(sqs: SQSClient, QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl;
}
