/** `dlq list`: what is on the dead-letter queues. */
import { toRow } from '../dead-letter.ts';
import { deadLetterQueues, type QueueOptions, type Session } from '../session.ts';
import { read } from '../sweep.ts';
import { countsOf, tableOf } from '../table.ts';
import { toJson } from '../terminal.ts';

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
