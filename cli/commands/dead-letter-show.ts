/** `dlq show`: one dead letter, the ledger's record of its event, and what to do about it. */
import { toCompleteJson } from '../../operator/dead-letters/dead-letter-json.ts';
import { chooseDeadLetterQueues, type QueueOptions } from '../../operator/dead-letters/dead-letter-queue.ts';
import { findLetters, requireOneLetter } from '../../operator/dead-letters/find-letter.ts';
import { deadLetterFacts } from '../../operator/dead-letters/letter-facts.ts';
import { findLetterRecord } from '../../operator/dead-letters/letter-record.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
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
  const found = await findLetters(queues, session.interruption, id);
  if (session.interruption.aborted) return 1;
  const letter = requireOneLetter(found, id, 'Name its queue with --queue.');
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
