/** Looks at every message of a dead-letter queue once, and puts back what it does not dispose of. */
import { type DeadLetter, hasMessageId } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';

/** After so many receives without a message in a row, only messages of other consumers can be left. */
const maxEmptyReceives = 2;

/** @returns the IDs of the messages that are now off the queue */
export type Visit = (letters: readonly DeadLetter[]) => Promise<readonly string[]>;

/**
 * Passes every message to `visit` once, in batches. The messages stay invisible until the end, so that each receive
 * brings new ones. They are always put back; if this process is killed, SQS does it.
 *
 * @param end nothing more is received once it is aborted
 * @param maxMessages of a batch
 */
export async function sweep(
  queue: DeadLetterQueue,
  end: AbortSignal,
  visit: Visit,
  maxMessages?: number,
): Promise<void> {
  const receiptHandles = new Map<string, string>();
  try {
    for (let empty = 0; empty < maxEmptyReceives && !end.aborted; ) {
      const letters = await queue.receive(maxMessages);
      empty = letters.length === 0 ? empty + 1 : 0;
      const unseen = letters.filter(({ messageId }) => !receiptHandles.has(messageId));
      for (const { messageId, receiptHandle } of letters) receiptHandles.set(messageId, receiptHandle);
      for (const messageId of await visit(unseen)) receiptHandles.delete(messageId);
    }
  } finally {
    await queue.putBack([...receiptHandles.values()]);
  }
}

/** All messages of the queues, which keep them. */
export async function readLetters(queues: readonly DeadLetterQueue[], end: AbortSignal): Promise<DeadLetter[]> {
  const ofQueues = queues.map(async (queue) => {
    const letters: DeadLetter[] = [];
    await sweep(queue, end, async (batch) => {
      letters.push(...batch);
      return [];
    });
    return letters;
  });
  return (await Promise.all(ofQueues)).flat();
}

/**
 * The messages with this ID, on any of the queues. A message's own ID is unique, and ends the search. Several messages may
 * have the same first ID: a publisher can set it.
 */
export async function findLetters(
  queues: readonly DeadLetterQueue[],
  interruption: AbortSignal,
  id: string,
): Promise<readonly DeadLetter[]> {
  const found = new AbortController();
  const end = AbortSignal.any([interruption, found.signal]);
  const matches: DeadLetter[] = [];
  let own: DeadLetter | undefined;
  const visit = async (letters: readonly DeadLetter[]) => {
    own ??= letters.find(({ messageId }) => messageId === id);
    matches.push(...letters.filter((letter) => hasMessageId(letter, id)));
    if (own) found.abort();
    return [];
  };
  await Promise.all(queues.map((queue) => sweep(queue, end, visit)));
  return own ? [own] : matches;
}
