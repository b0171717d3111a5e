/** A standard queue of SQS in virtual time, for a million messages: they are made when they are received. */
import type { SQSRecord } from 'aws-lambda';
import { HiddenMessages } from './hidden-messages.ts';
import { maxReceiveCount } from './stage.ts';
import { messageIdOf } from './work.ts';

/** The message that a function holds. */
export interface Received {
  readonly index: number;
  readonly record: SQSRecord;
}

interface Options {
  /** The messages that are sent to it: every so many, from the first on. */
  readonly numbers: { readonly first: number; readonly step: number; readonly end: number };
  readonly bodyOf: (index: number, sentAt: number) => string;
  /** Messages that may be in flight. */
  readonly maxInFlight: number;
  /** When each is sent, the earlier ones first; milliseconds since the epoch. */
  readonly sentAt: (index: number) => number;
  /** Durations in milliseconds. */
  readonly visibilityTimeout: number;
  readonly queueRetention: number;
  readonly now: () => number;
  readonly random: () => number;
}

export class SimulatedQueue {
  readonly #options: Options;
  readonly #visible: number[] = [];
  readonly #hidden = new HiddenMessages();
  readonly #firstReceivedAt: Float64Array;
  readonly #receives: Uint16Array;
  /** When the visibility that a function has chosen for a message ends. */
  readonly #chosen = new Map<number, number>();
  /** The next to be sent. */
  #next: number;
  #left: number;
  #held = 0;
  /** Messages that SQS moved to the dead-letter queue itself, and those that it deleted. */
  moved = 0;
  expired = 0;
  maxInFlight = 0;

  constructor(options: Options) {
    this.#options = options;
    const { first, step, end } = options.numbers;
    this.#firstReceivedAt = new Float64Array(end);
    this.#receives = new Uint16Array(end);
    this.#next = first;
    this.#left = Math.ceil((end - first) / step);
  }

  get isDone(): boolean {
    return this.#left === 0;
  }

  /** How many messages wait, hidden or not. */
  get length(): number {
    this.#show();
    return this.#visible.length + this.#hidden.size + this.#held;
  }

  get totalReceives(): number {
    return this.#receives.reduce((sum, receives) => sum + receives, 0);
  }

  get maxReceives(): number {
    return this.#receives.reduce((most, receives) => Math.max(most, receives), 0);
  }

  /** When a message can be had; milliseconds since the epoch. */
  get nextVisibleAt(): number {
    this.#show();
    if (this.#visible.length > 0 && !this.#isFull) return this.#options.now();
    const { numbers, sentAt } = this.#options;
    const nextSentAt = this.#next < numbers.end ? sentAt(this.#next) : Number.POSITIVE_INFINITY;
    return Math.min(nextSentAt, this.#hidden.nextVisibleAt);
  }

  /** Any of the visible messages: a standard queue keeps no order. */
  receive(most: number): Received[] {
    this.#show();
    const received: Received[] = [];
    while (received.length < most && this.#visible.length > 0 && !this.#isFull) {
      const message = this.#receiveOne();
      if (message) received.push(message);
    }
    return received;
  }

  changeVisibility(index: number, milliseconds: number): void {
    this.#chosen.set(index, this.#options.now() + milliseconds);
  }

  acknowledge(index: number): void {
    this.#held -= 1;
    this.#left -= 1;
    this.#chosen.delete(index);
  }

  /** The function has not acknowledged the message. */
  putBack(index: number): void {
    const { now, visibilityTimeout } = this.#options;
    this.#held -= 1;
    this.#hidden.add(index, this.#chosen.get(index) ?? now() + visibilityTimeout);
    this.#chosen.delete(index);
  }

  get #isFull(): boolean {
    return this.#held + this.#hidden.size >= this.#options.maxInFlight;
  }

  /** Takes in what was sent, or was hidden, until now. */
  #show(): void {
    const { numbers, sentAt, now } = this.#options;
    const { end, step } = numbers;
    for (; this.#next < end && sentAt(this.#next) <= now(); this.#next += step) this.#visible.push(this.#next);
    while (this.#hidden.nextVisibleAt <= now()) this.#visible.push(this.#hidden.take() ?? 0);
  }

  #receiveOne(): Received | undefined {
    const { sentAt, queueRetention, now } = this.#options;
    const index = this.#takeAny();
    const isExpired = now() - sentAt(index) >= queueRetention;
    if (!isExpired && this.#receivesOf(index) < maxReceiveCount) return this.#delivered(index);
    this.expired += Number(isExpired);
    this.moved += Number(!isExpired);
    this.#left -= 1;
    return undefined;
  }

  #receivesOf(index: number): number {
    return this.#receives[index] ?? 0;
  }

  #takeAny(): number {
    const place = Math.floor(this.#options.random() * this.#visible.length);
    const last = this.#visible.pop() ?? 0;
    if (place === this.#visible.length) return last;
    const taken = this.#visible[place] ?? 0;
    this.#visible[place] = last;
    return taken;
  }

  #delivered(index: number): Received {
    const { sentAt, bodyOf, now } = this.#options;
    const receives = this.#receivesOf(index) + 1;
    this.#receives[index] = receives;
    this.#firstReceivedAt[index] ||= now();
    this.#held += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.#held + this.#hidden.size);
    const attributes = {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(Math.floor(sentAt(index))),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(this.#firstReceivedAt[index]),
    };
    return { index, record: { ...ofEveryMessage(index), body: bodyOf(index, sentAt(index)), attributes } };
  }
}

/** What SQS says of each message. */
export function ofEveryMessage(index: number) {
  return {
    messageId: messageIdOf(index),
    receiptHandle: String(index),
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:requests',
    awsRegion: 'us-east-1',
  };
}
