/** An SQS that counts time in receives, so that messages come again as they do in a sweep of hours. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { embeddedAws } from '../../operator/aws-access.ts';

interface StoredMessage {
  readonly id: string;
  visibleAt: number;
}

interface Asked {
  readonly Entries?: readonly { readonly Id: string; readonly ReceiptHandle: string }[];
  readonly MaxNumberOfMessages?: number;
}

/** One dead-letter queue. Each test begins with an empty one. */
class ReceiveTimedSqs {
  receives = 0;
  /** For how many receives a received message is invisible. */
  visibilityTimeout = Number.POSITIVE_INFINITY;
  /** The messages that were made visible again. */
  readonly putBack = new Set<string>();
  /** How many of the next requests to make messages visible again are refused. */
  refusedPutBacks = 0;
  /** What SQS says of a message that it does not make visible again, by its ID. */
  readonly refusals = new Map<string, { readonly Code: string; readonly SenderFault: boolean }>();
  /** Where the search for visible messages begins: the oldest first is the worst that SQS can do. */
  begin: () => number = () => 0;
  /** As the queue counts them: roughly. */
  approximateCount: number | undefined;
  #messages: readonly StoredMessage[] = [];

  store(count: number): void {
    this.#messages = Array.from({ length: count }, (_, index) => ({ id: `m${index}`, visibleAt: 0 }));
  }

  reset(): void {
    this.receives = 0;
    this.visibilityTimeout = Number.POSITIVE_INFINITY;
    this.putBack.clear();
    this.refusedPutBacks = 0;
    this.refusals.clear();
    this.begin = () => 0;
    this.approximateCount = undefined;
    this.store(0);
  }

  /** @returns undefined for a refusal */
  answer(action: string, asked: Asked): object | undefined {
    if (action === 'ReceiveMessage') return { Messages: this.#receive(asked) };
    if (action === 'ChangeMessageVisibilityBatch') return this.#putBack(asked);
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(this.approximateCount ?? this.#messages.length),
        ApproximateNumberOfMessagesNotVisible: '0',
      },
    };
  }

  #receive({ MaxNumberOfMessages = 1 }: Asked) {
    this.receives += 1;
    const received = this.#visible(this.begin(), MaxNumberOfMessages);
    for (const message of received) message.visibleAt = this.receives + this.visibilityTimeout;
    return received.map(({ id }) => ({
      MessageId: id,
      ReceiptHandle: id,
      Body: JSON.stringify({ specversion: '1.0', source: 'hr', id: `event-${id}`, data: { username: 'ada' } }),
      Attributes: { SentTimestamp: '1795253400000' },
    }));
  }

  #visible(first: number, count: number): readonly StoredMessage[] {
    const all = this.#messages;
    const visible: StoredMessage[] = [];
    for (let passed = 0; passed < all.length && visible.length < count; passed += 1) {
      const message = all[(first + passed) % all.length];
      if (message !== undefined && message.visibleAt <= this.receives) visible.push(message);
    }
    return visible;
  }

  #putBack({ Entries = [] }: Asked) {
    this.refusedPutBacks -= 1;
    if (this.refusedPutBacks >= 0) return undefined;
    const [refused = [], others = []] = [true, false].map((isRefused) =>
      Entries.filter(({ ReceiptHandle }) => this.refusals.has(ReceiptHandle) === isRefused),
    );
    for (const { ReceiptHandle } of others) this.putBack.add(ReceiptHandle);
    return {
      Successful: others.map(({ Id }) => ({ Id })),
      Failed: refused.map(({ Id, ReceiptHandle }) => ({ Id, ...this.refusals.get(ReceiptHandle) })),
    };
  }
}

export function useReceiveTimedSqs(): { readonly sqs: ReceiveTimedSqs; readonly client: SQSClient } {
  const sqs = new ReceiveTimedSqs();
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as Asked;
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    const answer = sqs.answer(action, asked);
    if (answer === undefined) response.writeHead(400);
    response.end(JSON.stringify(answer ?? { __type: 'com.amazonaws.sqs#QueueDoesNotExist' }));
  });
  const endpoint = async () => ({ url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`) });
  const client = new SQSClient({ ...embeddedAws(''), endpoint, useQueueUrlAsEndpoint: false, md5: false });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => sqs.reset());
  afterAll(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { sqs, client };
}
