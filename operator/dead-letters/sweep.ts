/** Goes through a dead-letter queue once, and leaves there whatever nobody takes off it. */
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';

/** So many receives in a row without a message: the rest is in others' hands. */
const enough = 2;

/** @returns the IDs of the messages that are off the queue */
export type Visit = (letters: readonly DeadLetter[]) => Promise<readonly string[]>;

/**
 * Shows every message to the visitor once, in batches, and keeps them hidden until the end, so that the next receive
 * brings others. They are put back whatever happens; were this process killed, SQS would do it.
 *
 * @param end when aborted, nothing more is received
 * @param most how many messages a batch has
 */
export async function sweep(queue: DeadLetterQueue, end: AbortSignal, visit: Visit, most?: number): Promise<void> {
  const held = new Map<string, string>();
  try {
    for (let empty = 0; empty < enough && !end.aborted; ) {
      const letters = await queue.receive(most);
      empty = letters.length === 0 ? empty + 1 : 0;
      const unseen = letters.filter(({ messageId }) => !held.has(messageId));
      for (const { messageId, receiptHandle } of letters) held.set(messageId, receiptHandle);
      for (const messageId of await visit(unseen)) held.delete(messageId);
    }
  } finally {
    await queue.putBack([...held.values()]);
  }
}

/** All messages of a queue, as it is left. */
export async function read(queue: DeadLetterQueue, end: AbortSignal): Promise<DeadLetter[]> {
  const all: DeadLetter[] = [];
  await sweep(queue, end, async (letters) => {
    all.push(...letters);
    return [];
  });
  return all;
}
