/** Which letters a run takes, and when it receives them. */
import { randomUUID } from 'node:crypto';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { dispose } from '../../../operator/dead-letters/disposal.ts';
import type { Moment } from '../../../operator/dead-letters/inventory.ts';
import { redriveDisposal } from '../../../operator/dead-letters/redrive.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
const { signal: interruption } = new AbortController();

async function makeQueue() {
  const name = randomUUID();
  const created = await Promise.all([name, `${name}-dlq`].map((QueueName) => sqs.createQueue({ QueueName })));
  const [sourceUrl = '', deadLetterUrl = ''] = created.map(({ QueueUrl = '' }) => QueueUrl);
  return {
    urls: { sourceUrl, deadLetterUrl },
    queue: new DeadLetterQueue(sqs, { name, sourceUrl, deadLetterUrl }, 300_000),
  };
}

let urls: Awaited<ReturnType<typeof makeQueue>>['urls'];
let queue: DeadLetterQueue;
beforeEach(async () => {
  ({ urls, queue } = await makeQueue());
});

const sendLetter = (QueueUrl: string, body: string, originalMessageId?: string) =>
  sqs.sendMessage({
    ...{ QueueUrl, MessageBody: body },
    ...(originalMessageId !== undefined && {
      MessageAttributes: { originalMessageId: { DataType: 'String', StringValue: originalMessageId } },
    }),
  });

/** When the letter of the queue was sent, as SQS tells. */
async function readSentAt(): Promise<number> {
  const [letter] = await queue.receive(1);
  if (letter === undefined) throw new Error('The queue has no letter.');
  await queue.putBack([letter.receiptHandle]);
  return letter.sentAt;
}

/** A redrive. Each message that it sends fails at once, so that its letter comes back. */
async function redriveFailing(asOf: Moment, maxReturns: number): Promise<{ sent: number; notChosen: number }> {
  const redrive = redriveDisposal({ selection: {}, rate: undefined, allowStale: false }, interruption, Date.now);
  let returns = 0;
  const disposal = {
    ...redrive,
    act: async (...[from, letters]: Parameters<typeof redrive.act>) => {
      const results = await redrive.act(from, letters);
      for (const { body, originalMessageId } of letters) {
        if (returns < maxReturns) await sendLetter(urls.deadLetterUrl, body, originalMessageId);
        returns += 1;
      }
      return results;
    },
  };
  const { counts } = await dispose([queue], disposal, { interruption, asOf }, () => {});
  return { sent: counts.done, notChosen: counts.notChosen };
}

describe('a letter that fails again at once', () => {
  test('is not sent twice in one redrive if its event has an id, under whatever ID it comes back', async () => {
    await sendLetter(urls.deadLetterUrl, '{"specversion":"1.0","source":"hr","id":"poison"}');
    const unknown = { earliest: Number.NEGATIVE_INFINITY, latest: Number.POSITIVE_INFINITY };
    expect(await redriveFailing(unknown, 5)).toEqual({ sent: 1, notChosen: 1 });
  });

  test('stays for the next redrive', async () => {
    await sendLetter(urls.deadLetterUrl, 'poison');
    const sentAt = await readSentAt();
    // It may come back within the same millisecond.
    expect(await redriveFailing({ earliest: sentAt - 1, latest: sentAt }, 5)).toEqual({ sent: 1, notChosen: 1 });
  });

  test('is not sent twice, even where nobody knows when it came', async () => {
    await sendLetter(urls.deadLetterUrl, 'poison');
    const unknown = { earliest: Number.NEGATIVE_INFINITY, latest: Number.POSITIVE_INFINITY };
    expect(await redriveFailing(unknown, 5)).toEqual({ sent: 1, notChosen: 1 });
  });
});

test('two letters of one message are both sent if they were there before', async () => {
  const id = randomUUID();
  for (const body of ['one', 'other']) await sendLetter(urls.deadLetterUrl, body, id);
  const asOf = { earliest: Date.now() + 1000, latest: Number.POSITIVE_INFINITY };
  expect(await redriveFailing(asOf, 0)).toEqual({ sent: 2, notChosen: 0 });
});

test('a letter that came after the question stays, and one that was there is sent', async () => {
  await sendLetter(urls.deadLetterUrl, 'body');
  const sentAt = await readSentAt();
  const askedAt = (latest: number) => ({ earliest: Number.NEGATIVE_INFINITY, latest });
  expect(await redriveFailing(askedAt(sentAt - 1), 0)).toEqual({ sent: 0, notChosen: 1 });
  expect(await redriveFailing(askedAt(sentAt), 0)).toEqual({ sent: 1, notChosen: 0 });
});

test('a letter that was received is sent at once: the wait for the rate comes before', async () => {
  for (const body of ['one', 'two']) await sendLetter(urls.deadLetterUrl, body);
  const stop = new AbortController();
  const slow = { selection: {}, rate: 0.001, allowStale: false };
  const { act, ready = async () => undefined } = redriveDisposal(slow, stop.signal, () => 0);
  for (let sent = 0; sent < 2; sent += 1) {
    expect(await act(queue, await queue.receive(1))).toMatchObject([{ status: 'fulfilled' }]);
  }
  let isReady = false;
  const waiting = ready().then(() => {
    isReady = true;
  });
  expect(await queue.counts()).toMatchObject({ visible: 0, inFlight: 0 });
  expect(isReady).toBe(false);
  stop.abort();
  await waiting;
});

test('a rate has the queues come one after another, so that no letter waits for those of another one', async () => {
  const other = await makeQueue();
  for (const { deadLetterUrl } of [urls, other.urls]) {
    for (const body of ['one', 'two']) await sendLetter(deadLetterUrl, body);
  }
  const redrive = redriveDisposal({ selection: {}, rate: 9, allowStale: false }, interruption, Date.now);
  const asOf = { earliest: 0, latest: Number.POSITIVE_INFINITY };
  const run = () => dispose([queue, other.queue], { ...redrive, batch: 1 }, { interruption, asOf }, () => {});
  const sent = ['ReceiveMessage', 'SendMessageBatch', 'DeleteMessageBatch'];
  const ofQueue = [...sent, ...sent, 'ReceiveMessage', 'ReceiveMessage'];
  expect(await awsActionsOf(aws.url, run)).toEqual([...ofQueue, ...ofQueue]);
});

test('without a rate no queue waits for another one', async () => {
  const other = await makeQueue();
  const redrive = redriveDisposal({ selection: {}, rate: undefined, allowStale: false }, interruption, Date.now);
  const asOf = { earliest: 0, latest: Number.POSITIVE_INFINITY };
  const haveBegun = Promise.withResolvers<void>();
  const receiving = new Set<string>();
  for (const one of [queue, other.queue]) {
    const receive = one.receive.bind(one);
    one.receive = async (maxMessages) => {
      receiving.add(one.name);
      if (receiving.size === 2) haveBegun.resolve();
      await haveBegun.promise;
      return receive(maxMessages);
    };
  }
  expect(await dispose([queue, other.queue], redrive, { interruption, asOf }, () => {})).toMatchObject({
    isComplete: true,
  });
});
