/** `publish`: sends an event to its queue, and may follow it to its outcome. */
import { type Followed, isCarriedOut } from '../../operator/ledger/following.ts';
import { recordFacts, toRecordJson } from '../../operator/ledger/record-facts.ts';
import { describePause } from '../../operator/mappings/queue-receiver.ts';
import { type NameEntity, readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Publication } from '../../operator/publication/publication.ts';
import {
  followEvent,
  nextStepFor,
  publishEvent,
  type SentMessage,
  sendUnrecorded,
} from '../../operator/publication/publishing.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { describeUnfinished } from '../reports/publication-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface PublishOptions {
  /** Milliseconds for which the event is followed; undefined to not follow it. */
  readonly wait?: number;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotPublished, UsageError when an event without a record is to be followed, or OperatorError without the audit log
 */
export async function publish(session: Session, publication: Publication, options: PublishOptions): Promise<number> {
  const { wait, json } = options;
  if (!publication.isRecorded && wait !== undefined) {
    throw new UsageError(
      `Not sent: the ledger has no record of identity events, only the log has their outcomes. Send it without --wait, then run zuora-access tail --queue ${publication.queue}.`,
    );
  }
  const by = await callerArn(session);
  if (!publication.isRecorded) return reportSent(await sendUnrecorded(session, publication, by), json);
  const published = await publishEvent(session, publication, by);
  if (wait === undefined) return reportSent(published, json);
  const { queue, messageId, eventId, source } = published;
  const paused = await describePause(session, queue);
  if (paused) console.error(paused);

  const onWait = (waitingFor: string) => showProgress(`Waiting for ${waitingFor}`);
  const followed = await followEvent(session, published, wait, onWait).finally(clearProgress);
  if (json) console.log(toJson({ queue, messageId, eventId, source, ...toFollowedJson(followed) }));
  else printFollowed(followed, session.now(), await readEntityNaming(session.stack.stage));
  if (!('outcome' in followed)) console.error(describeUnfinished(published, followed, session.stack.stage));
  return isCarriedOut(followed) ? 0 : 1;
}

function reportSent({ queue, messageId, eventId, source }: SentMessage, json: true | undefined): number {
  const facts = { Queue: queue, 'Message ID': messageId, Event: eventId, Source: source };
  console.log(json ? toJson({ queue, messageId, eventId, source }) : formatFacts(facts));
  return 0;
}

function printFollowed(followed: Followed, now: number, nameEntity: NameEntity): void {
  const { record } = followed;
  if ('outcome' in followed && record) {
    console.log(formatSection(followed.outcome, formatFacts(recordFacts(record, now, nameEntity))));
  }
  const next = nextStepFor(followed);
  if (next) console.log(formatSection('Next step', next));
}

function toFollowedJson(followed: Followed) {
  const { record } = followed;
  return {
    outcome: 'outcome' in followed ? followed.outcome : null,
    record: record ? toRecordJson(record) : null,
    nextStep: nextStepFor(followed),
  };
}
