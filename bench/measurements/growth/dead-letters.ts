/** Which requests it takes to look at all dead letters, and to send all of them again. */
import { CreateQueueCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { dispose } from '../../../operator/dead-letters/disposal.ts';
import { redriveDisposal } from '../../../operator/dead-letters/redrive.ts';
import { readLetters } from '../../../operator/dead-letters/sweep.ts';
import type { Point } from '../../statistics/fit.ts';
import type { Curve } from './curve.ts';
import { withEmbeddedAws } from './embedded-aws.ts';

const sizes = [100, 200, 400, 800];
/** Of one request. */
const maxBatch = 10;
const visibilityTimeout = 300_000;

export const letterList: Curve = {
  name: 'letter-list',
  title: 'List the dead letters of a queue',
  size: 'letters',
  cost: 'requests',
  measure: () => requestsFor((queue) => readLetters([queue], new AbortController().signal)),
};

export const redrive: Curve = {
  name: 'redrive',
  title: 'Send all dead letters of a queue again',
  size: 'letters',
  cost: 'requests',
  measure: () =>
    requestsFor((queue) => {
      const { signal: interruption } = new AbortController();
      const { now } = Date;
      const asOf = { earliest: 0, latest: Number.POSITIVE_INFINITY };
      const disposal = redriveDisposal({ selection: {}, rate: undefined, allowStale: false }, interruption, now);
      return dispose([queue], disposal, { interruption, asOf }, () => {});
    }),
};

function requestsFor(work: (queue: DeadLetterQueue) => Promise<unknown>): Promise<Point[]> {
  return withEmbeddedAws(async ({ clients: { sqs }, requestsOf }) => {
    const points: Point[] = [];
    for (const size of sizes) {
      const queue = await filledQueue(sqs, size);
      points.push({ size, cost: await requestsOf(() => work(queue)) });
    }
    return points;
  });
}

async function filledQueue(sqs: SQSClient, letters: number): Promise<DeadLetterQueue> {
  const name = `letters-${letters}`;
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
