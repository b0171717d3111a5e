/** `publish`: sends an event to the queue that takes it, and may follow it to its outcome. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { explainRefusal } from '../../lib/ledger/ledger-record.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
import { NotPublished, UsageError } from '../../operator/errors.ts';
import { type Followed, follow } from '../../operator/ledger/following.ts';
import { LedgerReader } from '../../operator/ledger/ledger-reader.ts';
import { recordFacts, toRecordRow } from '../../operator/ledger/record-facts.ts';
import type { Publication } from '../../operator/publication/publication.ts';
import type { Session } from '../../operator/session.ts';
import { chosenQueues } from '../../operator/stack/stack.ts';
import { factsOf, titled } from '../terminal/table.ts';
import { shellWord, toJson } from '../terminal/text.ts';

export interface PublishOptions {
  /** Milliseconds for which the event is followed; left out, not at all. */
  readonly wait?: number;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotPublished, or UsageError when it is to be followed and leaves no record
 */
export async function publish(session: Session, publication: Publication, options: PublishOptions): Promise<number> {
  const { clients, stack, now } = session;
  if (options.wait !== undefined && !publication.isRecorded) {
    throw new UsageError(
      `Not sent: what becomes of an identity event is only in the log. Send it without --wait, and see zuora-access tail --queue ${publication.queue}.`,
    );
  }
  const ledger = new LedgerReader(clients.dynamodb, stack.ledger);
  const { identity, commandHash } = publication.received();
  const before = await ledger.get(identity);
  if (explainRefusal(before, commandHash, now()).is === 'mismatch') {
    throw new NotPublished(
      'Not sent, payload-mismatch: another event with this source and id asks for something else. Give this one an id of its own (--new-id).',
    );
  }

  const messageId = await send(session, publication);
  const { eventId, source, identity: sent } = publication.received(messageId);
  const told = { queue: publication.queue, messageId, eventId, source };
  if (options.wait === undefined) {
    console.log(
      options.json
        ? toJson(told)
        : factsOf({ Queue: told.queue, 'Message ID': messageId, Event: eventId, Source: source }),
    );
    return 0;
  }

  const followed = await follow(session, () => ledger.get(sent), before, commandHash, options.wait);
  if (options.json) console.log(toJson({ ...told, ...toRow(followed) }));
  else tell(followed, now());
  if (!('outcome' in followed)) {
    console.error(
      `No outcome yet: it waits for ${followed.waitingFor}. See zuora-access status --stage ${stack.stage} -- ${shellWord(eventId ?? messageId)}, or dlq list.`,
    );
  }
  return 'outcome' in followed && ['applied', 'already-applied'].includes(followed.outcome) ? 0 : 1;
}

async function send({ clients, stack }: Session, { queue, body }: Publication): Promise<string> {
  const [pair] = chosenQueues(stack, queue);
  const command = new SendMessageCommand({ QueueUrl: pair?.sourceUrl, MessageBody: body });
  const { MessageId = '' } = await clients.sqs.send(command);
  return MessageId;
}

function nextStepOf(followed: Followed): string | undefined {
  const { record } = followed;
  return 'outcome' in followed && followed.outcome === 'dead-letter'
    ? nextStep(followed.reason ?? '', record)
    : undefined;
}

function tell(followed: Followed, now: number): void {
  const { record } = followed;
  if ('outcome' in followed && record) console.log(titled(followed.outcome, factsOf(recordFacts(record, now))));
  const next = nextStepOf(followed);
  if (next) console.log(titled('Next step', next));
}

function toRow(followed: Followed) {
  const { record } = followed;
  return {
    outcome: 'outcome' in followed ? followed.outcome : null,
    record: record ? toRecordRow(record) : null,
    nextStep: nextStepOf(followed),
  };
}
