/** The dead letter that an operator names. */
import type { DeadLetter } from '../../operator/dead-letters/dead-letter.ts';
import { chooseDeadLetterQueues } from '../../operator/dead-letters/dead-letter-queue.ts';
import { findLetters, requireOneLetter } from '../../operator/dead-letters/find-letter.ts';
import type { Stage } from '../stage.ts';
import { type LetterShelf, visibilityTimeout } from './letter-shelf.ts';

/**
 * @param id its own message ID, its first one, or that of the log
 * @throws NotFound if there is no letter, or if the ID does not say which one
 * @throws OperatorError while a redrive or a purge has the letters
 */
export async function findLetter({ session }: Stage, shelf: LetterShelf, id: string): Promise<DeadLetter> {
  const queues = chooseDeadLetterQueues(session, { visibilityTimeout });
  return requireOneLetter(await shelf.lock.read(() => findLetters(queues, session.interruption, id)), id);
}
