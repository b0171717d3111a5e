/** `dlq list`: what is on the dead-letter queues. */
import { toRow } from '../../operator/dead-letters/dead-letter.ts';
import { read } from '../../operator/dead-letters/sweep.ts';
import { deadLetterQueues, type QueueOptions, type Session } from '../../operator/session.ts';
import { countsOf, tableOf } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface ListOptions extends QueueOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function list(session: Session, options: ListOptions): Promise<number> {
  const { interruption, now } = session;
  const queues = deadLetterQueues(session, options);
  const counts = await Promise.all(queues.map((queue) => queue.counts()));
  const letters = (await Promise.all(queues.map((queue) => read(queue, interruption)))).flat();
  if (interruption.aborted) return 1;
  if (options.json) console.log(toJson(letters.map(toRow)));
  else if (letters.length > 0) console.log(tableOf(letters, now()));
  console.error(
    letters.length > 0
      ? `${letters.length} in all: ${countsOf(letters.map(({ reason }) => reason))}.`
      : `No dead letters on ${queues.map(({ name }) => `${name}-dlq`).join(', ')}.`,
  );
  const hidden = counts.reduce((sum, { inFlight }) => sum + inFlight, 0);
  if (hidden > 0)
    console.error(`About ${hidden} more were in others' hands, and come back if those do not delete them.`);
  return 0;
}
