/** `dlq list`: the messages on the dead-letter queues. */
import { formatOccurrences } from '../../operator/counts.ts';
import { toSummaryJson } from '../../operator/dead-letters/dead-letter.ts';
import { chooseDeadLetterQueues, type QueueOptions } from '../../operator/dead-letters/dead-letter-queue.ts';
import { readLetters } from '../../operator/dead-letters/sweep.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { deadLetterTable } from '../reports/dead-letter-report.ts';
import { toJson } from '../terminal/text.ts';

export interface ListOptions extends QueueOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function listDeadLetters(session: Session, options: ListOptions): Promise<number> {
  const { interruption, now, stack } = session;
  const queues = chooseDeadLetterQueues(session, options);
  const counts = await Promise.all(queues.map((queue) => queue.counts()));
  const letters = await readLetters(queues, interruption);
  if (interruption.aborted) return 1;
  if (options.json) console.log(toJson(letters.map(toSummaryJson)));
  else if (letters.length > 0) {
    console.log(deadLetterTable(letters, now(), await readEntityNaming(stack.stage), process.stdout.columns));
  }
  console.error(
    letters.length > 0
      ? `${letters.length} in all: ${formatOccurrences(letters.map(({ reason }) => reason))}.`
      : `No dead letters on ${queues.map(({ name }) => `${name}-dlq`).join(', ')}.`,
  );
  const inFlight = counts.reduce((sum, count) => sum + count.inFlight, 0);
  if (inFlight > 0) {
    console.error(`About ${inFlight} more are in flight: another consumer received them. They may come back.`);
  }
  return 0;
}
