/** `dlq list`: the messages on the dead-letter queues. */
import { formatOccurrences } from '../../operator/counts.ts';
import { toSummaryJson } from '../../operator/dead-letters/dead-letter-json.ts';
import { chooseDeadLetterQueues, type QueueOptions } from '../../operator/dead-letters/dead-letter-queue.ts';
import { takeInventory } from '../../operator/dead-letters/inventory.ts';
import { readLetters } from '../../operator/dead-letters/sweep.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { deadLetterTable, describeUnread } from '../reports/dead-letter-report.ts';
import { toJson } from '../terminal/text.ts';

export interface ListOptions extends QueueOptions {
  readonly json?: true;
}

/** @returns the exit code: 1 if the list is not complete */
export async function listDeadLetters(session: Session, options: ListOptions): Promise<number> {
  const { interruption, now, stack } = session;
  const queues = chooseDeadLetterQueues(session, options);
  const { visible, inFlight } = await takeInventory(queues, now);
  const { letters, isComplete } = await readLetters(queues, interruption);
  if (interruption.aborted) return 1;
  if (options.json) console.log(toJson(letters.map(toSummaryJson)));
  else if (letters.length > 0) {
    console.log(deadLetterTable(letters, now(), await readEntityNaming(stack.stage), process.stdout.columns));
  }
  console.error(
    letters.length > 0
      ? `${letters.length} ${isComplete ? 'in all' : 'read'}: ${formatOccurrences(letters.map(({ reason }) => reason))}.`
      : `No dead letters on ${queues.map(({ name }) => `${name}-dlq`).join(', ')}.`,
  );
  if (inFlight > 0) {
    console.error(`About ${inFlight} more are in flight: another consumer received them. They may come back.`);
  }
  if (isComplete) return 0;
  console.error(describeUnread(visible - letters.length));
  return 1;
}
