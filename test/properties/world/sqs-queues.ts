/** A queue of SQS and its dead-letter queue, in virtual time. */
import { type MessageAttributeValue, ReceiptHandleIsInvalid } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { sqsRecord } from '../../factories.ts';

export type Attributes = Record<string, MessageAttributeValue>;

export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Attributes;
  readonly sentAt: number;
  readonly receipts: string[];
  firstReceivedAt: number | undefined;
  receives: number;
  visibleAt: number;
}

/** What the queue was deployed with. Durations in milliseconds. */
interface Options {
  readonly visibilityTimeout: number;
  readonly retention: number;
  readonly maxReceiveCount: number;
  readonly now: () => number;
  readonly uuid: () => string;
}

/** The most that a message may have, in bytes, with its attributes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxMessageSize = 1024 * 1024;

export class SqsQueues {
  readonly #options: Options;
  #messages: Message[] = [];
  #deadLetters: Message[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  /** On the queue, hidden or not. What its retention is over for is gone. */
  get messages(): readonly Message[] {
    const { now, retention } = this.#options;
    this.#messages = this.#messages.filter(({ sentAt }) => now() < sentAt + retention);
    return this.#messages;
  }

  get deadLetters(): readonly Message[] {
    return this.#deadLetters;
  }

  send(body: string, attributes: Attributes = {}): Message {
    const message = this.#message(body, attributes);
    this.#messages.push(message);
    return message;
  }

  sendDeadLetter(body: string, attributes: Attributes): void {
    this.#deadLetters.push(this.#message(body, attributes));
  }

  /** Takes a dead letter off its queue. */
  takeDeadLetter(): Message | undefined {
    return this.#deadLetters.shift();
  }

  /** Hides the messages that it returns. One received too often goes to the dead-letter queue, under its own ID. */
  receive(most: number): SQSRecord[] {
    const { now, maxReceiveCount } = this.#options;
    const visible = this.messages.filter(({ visibleAt }) => visibleAt <= now());
    const worn = visible.filter(({ receives }) => receives >= maxReceiveCount);
    this.#messages = this.#messages.filter((message) => !worn.includes(message));
    this.#deadLetters.push(...worn);
    return visible
      .filter((message) => !worn.includes(message))
      .slice(0, most)
      .map((message) => this.#delivered(message));
  }

  /** Delivers a message that is in flight once more, as a standard queue does now and then. */
  redeliver(receiptHandle: string): SQSRecord[] {
    const message = this.#find(receiptHandle);
    return message ? [this.#delivered(message)] : [];
  }

  #delivered(message: Message): SQSRecord {
    const { now, uuid, visibilityTimeout } = this.#options;
    message.receives += 1;
    message.firstReceivedAt ??= now();
    message.visibleAt = now() + visibilityTimeout;
    const receiptHandle = uuid();
    message.receipts.push(receiptHandle);
    const { messageId, body, sentAt, firstReceivedAt, receives } = message;
    return sqsRecord({
      messageId,
      receiptHandle,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, { DataType = 'String', StringValue = '' }]) => [
          name,
          { dataType: DataType === 'Number' ? 'Number' : 'String', stringValue: StringValue },
        ]),
      ),
    });
  }

  /** The oldest message was received as often as it may be, as after that many crashes. */
  wearOut(): void {
    const [oldest] = this.messages;
    if (oldest) oldest.receives = this.#options.maxReceiveCount;
  }

  /** @throws ReceiptHandleIsInvalid when the message is not on the queue any more */
  hide(receiptHandle: string, milliseconds: number): Message {
    const message = this.#find(receiptHandle);
    if (!message) throw new ReceiptHandleIsInvalid({ message: receiptHandle, $metadata: {} });
    message.visibleAt = this.#options.now() + milliseconds;
    return message;
  }

  delete(receiptHandle: string): void {
    this.#messages = this.#messages.filter(({ receipts }) => !receipts.includes(receiptHandle));
  }

  #find(receiptHandle: string): Message | undefined {
    return this.messages.find(({ receipts }) => receipts.includes(receiptHandle));
  }

  /** @throws Error for a message that is too large: nothing may send one */
  #message(body: string, attributes: Attributes): Message {
    const texts = Object.entries(attributes).flatMap(([name, { StringValue = '' }]) => [name, StringValue]);
    if (Buffer.byteLength([body, ...texts].join('')) > maxMessageSize)
      throw new Error('A message has more than 1 MiB.');
    const { now, uuid } = this.#options;
    return {
      messageId: uuid(),
      body,
      attributes,
      sentAt: now(),
      receipts: [],
      firstReceivedAt: undefined,
      receives: 0,
      visibleAt: now(),
    };
  }
}
