/** `dlq show`: one dead letter, the ledger's record of its event, and what to do about it. */
import { toCompleteJson } from '../../operator/dead-letters/dead-letter-json.ts';
import { chooseDeadLetterQueues, type QueueOptions } from '../../operator/dead-letters/dead-letter-queue.ts';
import { deadLetterFacts } from '../../operator/dead-letters/letter-facts.ts';
import { findLetterRecord } from '../../operator/dead-letters/letter-record.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
import { findLetters } from '../../operator/dead-letters/sweep.ts';
import { NotFound } from '../../operator/errors.ts';
import { recordFacts, toRecordJson } from '../../operator/ledger/record-facts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';
import { printableBody, toJson } from '../terminal/text.ts';

export interface ShowOptions extends QueueOptions {
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function showDeadLetter(session: Session, id: string, options: ShowOptions): Promise<number> {
  const queues = chooseDeadLetterQueues(session, options);
  const { letters, isComplete } = await findLetters(queues, session.interruption, id);
  const [letter, ...others] = letters;
  if (session.interruption.aborted) return 1;
  if (!letter) {
    const unread = isComplete ? '' : ' Not all dead letters were read: name its queue with --queue.';
    throw new NotFound(
      `No dead letter with the message ID ${id} can be received. If it exists, another consumer has received it, which hides it for some minutes. Try dlq list again.${unread}`,
    );
  }
  if (others.length > 0) {
    const each = [letter, ...others].map(({ messageId, queue, reason }) => `${messageId} (${queue}, ${reason})`);
    throw new NotFound(
      `${each.length} dead letters have the first message ID ${id}. Give the own ID of one: ${each.join(', ')}.`,
    );
  }
  const record = await findLetterRecord(session, letter);
  const next = nextStep(letter.reason, record);
  if (options.json) {
    console.log(toJson({ ...toCompleteJson(letter), record: record ? toRecordJson(record) : null, nextStep: next }));
  } else {
    const now = session.now();
    const nameEntity = await readEntityNaming(session.stack.stage);
    console.log(formatSection('Dead letter', formatFacts(deadLetterFacts(letter, now, nameEntity))));
    console.log(formatSection('Body', printableBody(letter.body)));
    console.log(
      formatSection('Ledger', record ? formatFacts(recordFacts(record, now, nameEntity)) : 'no record of this event'),
    );
    console.log(formatSection('Next step', next));
  }
  return 0;
}
