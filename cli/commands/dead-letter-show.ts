/** `dlq show`: one dead letter, what the ledger knows of its event, and what to do about it. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { type DeadLetter, isCalled, toWhole } from '../../operator/dead-letters/dead-letter.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
import { sweep } from '../../operator/dead-letters/sweep.ts';
import { formatDuration } from '../../operator/duration.ts';
import { NotFound } from '../../operator/errors.ts';
import { LedgerReader } from '../../operator/ledger/ledger-reader.ts';
import { recordFacts, toRecordRow } from '../../operator/ledger/record-facts.ts';
import { deadLetterQueues, type QueueOptions, type Session } from '../../operator/session.ts';
import { factsOf, titled } from '../terminal/table.ts';
import { printableBody, toJson } from '../terminal/text.ts';

export interface ShowOptions extends QueueOptions {
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function show(session: Session, id: string, options: ShowOptions): Promise<number> {
  const letter = await find(session, id, options);
  if (session.interruption.aborted) return 1;
  if (!letter)
    throw new NotFound(`No dead letter with the message ID ${id}, unless it is in others' hands (dlq list).`);
  const record = await recordOf(session, letter);
  const next = nextStep(letter.reason, record);
  if (options.json) {
    console.log(toJson({ ...toWhole(letter), record: record ? toRecordRow(record) : null, nextStep: next }));
  } else {
    const now = session.now();
    console.log(titled('Dead letter', factsOf(letterFacts(letter, now))));
    console.log(titled('Body', printableBody(letter.body)));
    console.log(titled('Ledger', record ? factsOf(recordFacts(record, now)) : 'no record of this event'));
    console.log(titled('Next step', next));
  }
  return 0;
}

/** Looks at all queues at once, until it is found on one. */
async function find(session: Session, id: string, options: ShowOptions): Promise<DeadLetter | undefined> {
  const found = new AbortController();
  const end = AbortSignal.any([session.interruption, found.signal]);
  let letter: DeadLetter | undefined;
  const visit = async (letters: readonly DeadLetter[]) => {
    letter ??= letters.find((each) => isCalled(each, id));
    if (letter) found.abort();
    return [];
  };
  await Promise.all(deadLetterQueues(session, options).map((queue) => sweep(queue, end, visit)));
  return letter;
}

/** A body that is no event has none. */
async function recordOf({ clients, stack }: Session, letter: DeadLetter): Promise<LedgerRecord | undefined> {
  const { source, eventId, originalMessageId, operation } = letter;
  if (source === undefined) return undefined;
  const records = await new LedgerReader(clients.dynamodb, stack.ledger).find(source, eventId ?? originalMessageId);
  return records.find((record) => operation === undefined || record.operation === operation);
}

function letterFacts(letter: DeadLetter, now: number): Record<string, string | number | undefined> {
  const { queue, messageId, originalMessageId, sentAt, reason, detail, operation, attempts, eventId, source } = letter;
  const own = Object.entries(letter.attributes)
    .filter(([name]) => !['reason', 'originalMessageId', 'deadLetter'].includes(name))
    .map(([name, { StringValue, DataType }]) => [`Attribute ${name}`, StringValue ?? `(${DataType})`]);
  return {
    Queue: `${queue}-dlq`,
    'Message ID': messageId,
    'First message ID': originalMessageId,
    Age: formatDuration(now - sentAt),
    Reason: reason,
    Detail: detail,
    Operation: operation,
    Attempts: attempts,
    'Zuora request': letter.zuoraRequestId,
    'Event ID': eventId,
    Source: source,
    ...Object.fromEntries(own),
  };
}
