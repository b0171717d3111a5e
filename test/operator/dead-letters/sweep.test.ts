/** Sweeps over more letters than stay invisible until the end. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { findLetters, readLetters, sweep } from '../../../operator/dead-letters/sweep.ts';

/** Counted in receives, as SQS has no other clock here. */
interface StoredMessage {
  readonly id: string;
  visibleAt: number;
}

interface Asked {
  readonly Entries?: readonly { readonly Id: string; readonly ReceiptHandle: string }[];
  readonly MaxNumberOfMessages?: number;
}

let messages: StoredMessage[];
let receives: number;
/** For how many receives a received message is invisible. */
let visibilityTimeout: number;
/** Where the search for visible messages begins: the oldest first is the worst that SQS can do. */
let begin: () => number;
let putBack: Set<string>;

function receive({ MaxNumberOfMessages = 1 }: Asked) {
  receives += 1;
  const first = begin();
  const rotated = [...messages.slice(first), ...messages.slice(0, first)];
  const received = rotated.filter(({ visibleAt }) => visibleAt <= receives).slice(0, MaxNumberOfMessages);
  for (const message of received) message.visibleAt = receives + visibilityTimeout;
  return received.map(({ id }) => ({
    MessageId: id,
    ReceiptHandle: id,
    Body: JSON.stringify({ specversion: '1.0', source: 'hr', id: `event-${id}`, data: { username: 'ada' } }),
    Attributes: { SentTimestamp: '1795253400000' },
  }));
}

const answers: Record<string, (asked: Asked) => object> = {
  ReceiveMessage: (asked) => ({ Messages: receive(asked) }),
  GetQueueAttributes: () => ({
    Attributes: {
      ApproximateNumberOfMessages: String(messages.length),
      ApproximateNumberOfMessagesNotVisible: '0',
    },
  }),
  ChangeMessageVisibilityBatch({ Entries = [] }) {
    for (const { ReceiptHandle } of Entries) putBack.add(ReceiptHandle);
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  },
};

const server = createServer(async (request, response) => {
  const asked = (await json(request)) as Asked;
  const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(answers[action]?.(asked)));
});

let client: SQSClient;
let queue: DeadLetterQueue;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const access = embeddedAws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client = new SQSClient({ ...access, useQueueUrlAsEndpoint: false, md5: false });
  const urls = { sourceUrl: 'http://aws/1/queue', deadLetterUrl: 'http://aws/1/queue-dlq' };
  queue = new DeadLetterQueue(client, { name: 'queue', ...urls }, 300_000);
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

function store(count: number): void {
  messages = Array.from({ length: count }, (_, index) => ({ id: `m${index}`, visibleAt: 0 }));
}

/** Ends a sweep that would never end. */
let end: AbortController;
beforeEach(() => {
  receives = 0;
  visibilityTimeout = Number.POSITIVE_INFINITY;
  putBack = new Set();
  end = new AbortController();
  begin = () => {
    if (receives > 3000) end.abort();
    return 0;
  };
});

const idsOf = (letters: readonly { readonly messageId: string }[]) =>
  new Set(letters.map(({ messageId }) => messageId));

describe('a sweep', () => {
  test('looks at all messages once, puts them back, and keeps no body', async () => {
    store(1000);
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect([letters.length, idsOf(letters).size, isComplete]).toEqual([1000, 1000, true]);
    expect(receives).toBe(102);
    expect(putBack.size).toBe(1000);
    expect(letters[0]).not.toHaveProperty('body');
    expect(letters[0]).not.toHaveProperty('attributes');
  });

  test('ends when the messages that it has seen hide all others, and says so', async () => {
    store(5000);
    visibilityTimeout = 100;
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect(end.signal.aborted).toBe(false);
    expect([letters.length, idsOf(letters).size, isComplete]).toEqual([1000, 1000, false]);
    expect(receives).toBeLessThanOrEqual(100 + 100 + 12);
    expect(putBack.size).toBe(1000);
  });

  test('goes on past messages that come again as long as new ones come between them', async () => {
    store(1000);
    visibilityTimeout = 50;
    begin = () => (receives * 977) % 1000;
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect([idsOf(letters).size, letters.length]).toEqual([1000, 1000]);
    expect(isComplete).toBe(false);
    expect(receives).toBeLessThan(1000);
  });

  test('holds no more messages than it may, and says that there are others', async () => {
    store(500);
    let seen = 0;
    const visit = async (letters: readonly object[]) => {
      seen += letters.length;
      return [];
    };
    expect(await sweep(queue, end.signal, visit, { maxHeld: 200 })).toBe(false);
    expect([seen, receives, putBack.size]).toEqual([200, 20, 200]);
  });

  test('of messages that leave the queue has no such limit', async () => {
    store(500);
    const visit = async (letters: readonly { readonly messageId: string }[]) => [...idsOf(letters)];
    expect(await sweep(queue, end.signal, visit, { maxHeld: 200 })).toBe(true);
    expect([receives, putBack.size]).toEqual([52, 0]);
  });

  test('reads no more messages than fit into memory', async () => {
    store(500);
    const { letters, isComplete } = await readLetters([queue], end.signal, 300);
    expect([letters.length, isComplete]).toEqual([300, false]);
    expect(putBack.size).toBe(300);
  });

  test('of many messages receives several batches at once', async () => {
    store(10_000);
    const { letters, isComplete } = await readLetters([queue], new AbortController().signal);
    expect([letters.length, isComplete]).toEqual([10_000, true]);
    expect(receives).toBe(1000 + 2 * 2);
  });
});

test('a search ends with the message whose own ID it is', async () => {
  store(1000);
  const { letters, isComplete } = await findLetters([queue], end.signal, 'm25');
  expect([letters.map(({ messageId }) => messageId), isComplete, receives]).toEqual([['m25'], true, 3]);
});

test('a search that found nothing says whether it has looked everywhere', async () => {
  store(5000);
  visibilityTimeout = 100;
  expect(await findLetters([queue], end.signal, 'other')).toEqual({ letters: [], isComplete: false });
});
