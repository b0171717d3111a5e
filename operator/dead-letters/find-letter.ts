/** The dead letter that an ID names. */
import { NotFound } from '../errors.ts';
import { type DeadLetter, hasMessageId } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { readQueues } from './sweep.ts';

export interface FoundLetters {
  readonly letters: readonly DeadLetter[];
  /** Whether no other message can have the ID. */
  readonly isComplete: boolean;
}

/**
 * The messages with this ID, on any of the queues. A message's own ID is unique, and ends the search. Several messages may
 * have the same first ID: a publisher can set it. The events of one message have the same ID in the log.
 */
export async function findLetters(
  queues: readonly DeadLetterQueue[],
  interruption: AbortSignal,
  id: string,
): Promise<FoundLetters> {
  const found = new AbortController();
  const matches: DeadLetter[] = [];
  let own: DeadLetter | undefined;
  const isComplete = await readQueues(queues, AbortSignal.any([interruption, found.signal]), (letters) => {
    own ??= letters.find(({ messageId }) => messageId === id);
    matches.push(...letters.filter((letter) => hasMessageId(letter, id)));
    if (own) found.abort();
  });
  return own ? { letters: [own], isComplete: true } : { letters: matches, isComplete };
}

/**
 * @param toReadAll what the operator can do if not all letters were read; a sentence
 * @throws NotFound if there is no letter, or if the ID does not say which one
 */
export function requireOneLetter({ letters, isComplete }: FoundLetters, id: string, toReadAll?: string): DeadLetter {
  const [letter, ...others] = letters;
  if (letter === undefined) {
    const unread = isComplete ? [] : ['Not all dead letters were read.', toReadAll];
    const none = `No dead letter with the message ID ${id} can be received. If it exists, another consumer has received it, which hides it for some minutes. Look again then.`;
    throw new NotFound([none, ...unread].filter((sentence) => sentence !== undefined).join(' '));
  }
  if (others.length === 0) return letter;
  const each = letters.map(({ messageId, queue, reason }) => `${messageId} (${queue}, ${reason})`);
  throw new NotFound(
    `${letters.length} dead letters have the message ID ${id}. Give the own ID of one: ${each.join(', ')}.`,
  );
}
