/** Looks at every message of a dead-letter queue once, and puts back what it does not dispose of. */
import { maxBatch } from './batch.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { type DeadLetterSummary, summarise } from './summary.ts';

/** After so many receives without a message in a row, only messages of other consumers can be left. */
const maxEmptyReceives = 2;

/**
 * Messages that a sweep keeps invisible at once. SQS shows no more messages of a queue while 120,000 are invisible. The
 * rest is for other consumers.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 */
const maxHeld = 115_000;

/** SQS may deliver a message twice, now and then: so many messages come again before it means something. */
const tolerance = 100;

/** Receives at once, if a queue has many messages: more of them are looked at before the first become visible again. */
const maxReceivers = 4;
const messagesPerReceiver = 10_000;

/** Messages that a reading keeps in memory. */
const maxRead = 200_000;

/** @returns the IDs of the messages that are now off the queue */
export type Visit = (letters: readonly DeadLetter[]) => Promise<readonly string[]>;

interface SweepOptions {
  /** Of a batch. */
  readonly maxMessages?: number | undefined;
  /** Waits before each receive. */
  readonly ready?: (() => Promise<void>) | undefined;
  /** How many batches to receive at once. */
  readonly receivers?: number;
  readonly maxHeld?: number;
}

/**
 * Passes every message to `visit` once, in batches. The messages stay invisible until the end, so that each receive
 * brings new ones. They are always put back; if this process is killed, SQS does it.
 *
 * A long sweep outlasts the visibility timeout: messages that it has seen come again, and may hide the rest. It ends when
 * as many have come again as it holds, and none was new.
 *
 * @param end nothing more is received once it is aborted
 * @returns whether it looked at all messages
 */
export async function sweep(
  queue: DeadLetterQueue,
  end: AbortSignal,
  visit: Visit,
  { maxMessages = maxBatch, ready = async () => undefined, receivers = 1, maxHeld: limit = maxHeld }: SweepOptions = {},
): Promise<boolean> {
  const receiptHandles = new Map<string, string>();
  let again = 0;
  let hasFailed = false;
  const isStuck = () => receiptHandles.size >= limit || again > receiptHandles.size + tolerance;
  const receiveAll = async () => {
    for (let empty = 0; empty < maxEmptyReceives && !end.aborted && !isStuck() && !hasFailed; ) {
      await ready();
      if (end.aborted) return;
      const letters = await queue.receive(maxMessages);
      empty = letters.length === 0 ? empty + 1 : 0;
      const unseen = letters.filter(({ messageId }) => !receiptHandles.has(messageId));
      again = unseen.length > 0 ? 0 : again + letters.length;
      for (const { messageId, receiptHandle } of letters) receiptHandles.set(messageId, receiptHandle);
      for (const messageId of await visit(unseen)) receiptHandles.delete(messageId);
    }
  };
  try {
    const ended = await Promise.allSettled(
      Array.from({ length: receivers }, () =>
        receiveAll().catch((error) => {
          hasFailed = true;
          throw error;
        }),
      ),
    );
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
    return !end.aborted && !isStuck();
  } finally {
    await queue.putBack([...receiptHandles.values()]);
  }
}

/** Shows every message to `look`; the queues keep all of them. */
export async function readQueues(
  queues: readonly DeadLetterQueue[],
  end: AbortSignal,
  look: (letters: readonly DeadLetter[]) => void,
): Promise<boolean> {
  const ofQueues = queues.map(async (queue) => {
    const { visible } = await queue.counts();
    const receivers = Math.min(maxReceivers, 1 + Math.floor(visible / messagesPerReceiver));
    const visit = async (letters: readonly DeadLetter[]) => {
      look(letters);
      return [];
    };
    return sweep(queue, end, visit, { receivers });
  });
  return (await Promise.all(ofQueues)).every(Boolean);
}

export interface ReadLetters {
  readonly letters: readonly DeadLetterSummary[];
  /** Whether these are all messages of the queues. */
  readonly isComplete: boolean;
}

/**
 * The messages of the queues, which keep them.
 *
 * @param limit of messages that are read
 */
export async function readLetters(
  queues: readonly DeadLetterQueue[],
  interruption: AbortSignal,
  limit = maxRead,
): Promise<ReadLetters> {
  const full = new AbortController();
  const letters: DeadLetterSummary[] = [];
  const isComplete = await readQueues(queues, AbortSignal.any([interruption, full.signal]), (batch) => {
    letters.push(...batch.map(summarise));
    if (letters.length >= limit) full.abort();
  });
  return { letters, isComplete };
}
