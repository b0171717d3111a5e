/** Takes chosen dead letters off their queues: by a redrive or by a purge. */
import pMap from 'p-map';
import type { Session } from '../stack/session.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { DisposalCounts } from './disposal-counts.ts';
import { type Moment, takeInventory } from './inventory.ts';
import { type Choice, chooseLetters, type Selection } from './selection.ts';
import type { DeadLetterSummary } from './summary.ts';
import { readLetters, sweep } from './sweep.ts';

export interface Disposal {
  readonly selection: Selection;
  /** How many messages to receive at once; undefined for as many as SQS allows. */
  readonly batch?: number;
  /** Waits until the next messages may be received. With it the queues come one after another. */
  readonly ready?: () => Promise<void>;
  /** Whether it has dealt with the message before, in this run. */
  readonly isDone?: (letter: DeadLetter) => boolean;
  /** Returns a result for each message, in order. */
  readonly act: (
    queue: DeadLetterQueue,
    letters: readonly DeadLetter[],
  ) => Promise<readonly PromiseSettledResult<void>[]>;
}

export interface DisposalResult {
  readonly counts: DisposalCounts;
  /** Whether all messages of the queues were looked at. */
  readonly isComplete: boolean;
  /** What ended the work on a queue too early; undefined when nothing did. */
  readonly error: unknown;
}

interface Run {
  readonly interruption: AbortSignal;
  /** When the operator was asked. Later letters stay. */
  readonly asOf: Moment;
}

/** What a disposal would choose. It changes nothing. */
export async function previewDisposal(
  queues: readonly DeadLetterQueue[],
  selection: Selection,
  { interruption, now }: Pick<Session, 'interruption' | 'now'>,
): Promise<Choice<DeadLetterSummary> & { readonly isComplete: boolean }> {
  const { asOf } = await takeInventory(queues, now);
  const { letters, isComplete } = await readLetters(queues, interruption);
  return { ...chooseLetters(selection, letters, asOf.latest), isComplete };
}

/**
 * Never throws, so that the counts are known even when the work ends too early.
 *
 * @param onProgress called with the number of messages that were looked at
 */
export async function dispose(
  queues: readonly DeadLetterQueue[],
  { selection, batch, ready, act, isDone = () => false }: Disposal,
  { interruption, asOf }: Run,
  onProgress: (messages: number) => void,
): Promise<DisposalResult> {
  // A letter that we sent, and that came back within the same second.
  const isBack = (letter: DeadLetter) => letter.sentAt > asOf.earliest && isDone(letter);
  const counts = new DisposalCounts(selection);
  const visit = async (queue: DeadLetterQueue, letters: readonly DeadLetter[]): Promise<string[]> => {
    const choice = chooseLetters(selection, letters, asOf.latest, isBack);
    counts.look(choice);
    const { chosen } = choice;
    const results = chosen.length === 0 || interruption.aborted ? [] : await act(queue, chosen);
    onProgress(letters.length);
    counts.add(results);
    return chosen.filter((_, index) => results[index]?.status === 'fulfilled').map(({ messageId }) => messageId);
  };
  const errors: unknown[] = [];
  const sweepOne = (queue: DeadLetterQueue) =>
    sweep(queue, interruption, (letters) => visit(queue, letters), { maxMessages: batch, ready }).catch((error) => {
      errors.push(error);
      return false;
    });
  const sweeps = await pMap(queues, sweepOne, { concurrency: ready ? 1 : Number.POSITIVE_INFINITY });
  return { counts, isComplete: sweeps.every(Boolean), error: errors[0] };
}
