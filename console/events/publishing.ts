/** Publishes an event that an operator has written or changed. */
import { randomUUID } from 'node:crypto';
import { isCarriedOut } from '../../operator/ledger/following.ts';
import { readEventCatalogue } from '../../operator/publication/event-catalogue.ts';
import { type Publication, toPublication } from '../../operator/publication/publication.ts';
import { followEvent, nextStepFor, publishEvent, sendUnrecorded } from '../../operator/publication/publishing.ts';
import type { Session } from '../../operator/stack/session.ts';
import type { Ending, Jobs, Progress } from '../jobs/jobs.ts';
import type { PublishRequest } from '../shapes/event.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';

/** Milliseconds for which an event is followed. */
const wait = 300_000;

/** @throws NotPublished with every wrong field; nothing is sent then */
export async function startPublication(stage: Stage, jobs: Jobs, { body, isNew }: PublishRequest): Promise<Job> {
  const occurrence = { id: randomUUID(), time: new Date(stage.session.now()).toISOString() };
  const publication = toPublication(body, await readEventCatalogue(), isNew ? occurrence : undefined);
  const by = await stage.log(`publishes an event to ${publication.queue}`);
  return jobs.start({
    ...{ title: `Event to ${publication.queue}`, by },
    run: (session, tell) => publishAndFollow(session, publication, tell, by),
  });
}

/**
 * Sends the event, and follows it to its outcome if the ledger has one.
 *
 * @param by the identity of the operator, for the audit log
 */
export async function publishAndFollow(
  session: Session,
  publication: Publication,
  tell: (progress: Progress) => void,
  by: string,
): Promise<Ending> {
  if (!publication.isRecorded) {
    const { messageId } = await sendUnrecorded(session, publication, by);
    return {
      text: `Sent as message ${messageId}. Its outcome appears on the page Activity.`,
      hasFailed: false,
      isSent: true,
    };
  }
  const published = await publishEvent(session, publication, by);
  tell({ text: `Sent as event ${published.eventId}` });
  const onWait = (waitingFor: string) => tell({ text: `Event ${published.eventId} waits for ${waitingFor}` });
  const followed = await followEvent(session, published, wait, onWait);
  if (session.interruption.aborted && !('outcome' in followed)) return noLongerFollowed(`Event ${published.eventId}`);
  const outcome = 'outcome' in followed ? followed.outcome : `waits for ${followed.waitingFor}`;
  const next = nextStepFor(followed);
  return {
    text: [`Event ${published.eventId}: ${outcome}.`, next].filter(Boolean).join(' '),
    hasFailed: !isCarriedOut(followed),
  };
}

/** The ending of work that was stopped when its events were on their way. */
export function noLongerFollowed(what: string): Ending {
  return {
    text: `${what} was sent, and is carried out. Its outcome appears on the page Activity.`,
    hasFailed: false,
    isSent: true,
  };
}
