/** Sends a checked event to its queue, and follows it to its outcome. */
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { explainRefusal, type LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { recordBeginning } from '../audit/operator-deeds.ts';
import { nextStep } from '../dead-letters/next-step.ts';
import { NotPublished } from '../errors.ts';
import { type Followed, follow } from '../ledger/following.ts';
import { LedgerReader } from '../ledger/ledger-reader.ts';
import { requireAccepted } from '../mappings/queue-receiver.ts';
import type { Session } from '../stack/session.ts';
import { chooseQueues } from '../stack/stack.ts';
import type { Publication, RecordedPublication } from './publication.ts';

export interface SentMessage {
  readonly queue: string;
  readonly messageId: string;
  readonly eventId: string | undefined;
  readonly source: string;
}

/** A sent event that can be followed. */
export interface PublishedEvent extends SentMessage {
  readonly identity: string;
  readonly commandHash: string;
  /** The record when the event was sent. */
  readonly before: LedgerRecord | undefined;
}

/** An event that may be sent. */
interface CheckedEvent extends Pick<PublishedEvent, 'identity' | 'commandHash' | 'before'> {
  readonly publication: RecordedPublication;
}

/**
 * Checks all events, then sends them.
 *
 * @returns what became of each, in their order: after a failure the others are sent all the same
 * @throws NotPublished as `checkEvent`; then none is sent
 */
export async function publishEvents(
  session: Session,
  publications: readonly RecordedPublication[],
): Promise<readonly PromiseSettledResult<PublishedEvent>[]> {
  const checked = await Promise.all(publications.map((publication) => checkEvent(session, publication)));
  return Promise.allSettled(checked.map((event) => sendRecorded(session, event)));
}

/**
 * @param by the identity of the operator's AWS credentials: the audit log has it before the event is sent
 * @throws NotPublished as `checkEvent`, or OperatorError if the audit log cannot be written. Nothing is sent then
 */
export async function publishEvent(
  session: Session,
  publication: RecordedPublication,
  by: string,
): Promise<PublishedEvent> {
  const checked = await checkEvent(session, publication);
  await recordPublication(session, publication.queue, publication.received(), by);
  return sendRecorded(session, checked);
}

/** @throws NotPublished when the function refuses it, or another event with the same source and id asks for something else */
async function checkEvent(session: Session, publication: RecordedPublication): Promise<CheckedEvent> {
  const { aws, stack, now } = session;
  const { identity, command, commandHash, time } = publication.received();
  const before = await new LedgerReader(aws.dynamodb, stack.ledger).get(identity);
  // What is done is not refused for its age.
  const mayBeStale = publication.grantsAccess && before?.state !== 'done';
  await requireAccepted(session, publication.queue, command, mayBeStale ? time : undefined);
  if (explainRefusal(before, commandHash, now()).is === 'mismatch') {
    throw new NotPublished(
      'Not sent, payload-mismatch: another event with this source and id asks for something else. Give this event an id of its own (--new-id).',
    );
  }
  return { publication, identity, commandHash, before };
}

async function sendRecorded(session: Session, { publication, ...checked }: CheckedEvent): Promise<PublishedEvent> {
  const messageId = await send(session, publication);
  const { eventId, source, identity } = publication.received(messageId);
  return { ...checked, queue: publication.queue, messageId, eventId, source, identity };
}

/**
 * Sends identity events. They have no record to follow.
 *
 * @param by as for `publishEvent`
 * @throws OperatorError if the audit log cannot be written. Nothing is sent then
 */
export async function sendUnrecorded(
  session: Session,
  publication: Exclude<Publication, RecordedPublication>,
  by: string,
): Promise<SentMessage> {
  const { queue, source, eventId } = publication;
  await recordPublication(session, queue, publication, by);
  return { queue, messageId: await send(session, publication), eventId, source };
}

/** The body is not kept: the log has no login. */
function recordPublication(
  session: Session,
  queue: string,
  { eventId, source }: Pick<SentMessage, 'eventId' | 'source'>,
  by: string,
): Promise<void> {
  const detail = `${eventId === undefined ? 'an event' : `event ${eventId}`} of ${source}`;
  return recordBeginning(session, { what: 'publish', subject: queue, detail, by });
}

async function send({ aws, stack }: Session, { queue, body }: Publication): Promise<string> {
  const [pair] = chooseQueues(stack, queue);
  const command = new SendMessageCommand({ QueueUrl: pair?.sourceUrl, MessageBody: body });
  const { MessageId = '' } = await aws.sqs.send(command);
  return MessageId;
}

/**
 * @param wait milliseconds at most
 * @param onWait called with what the event waits for
 */
export function followEvent(
  session: Session,
  { identity, before, commandHash }: PublishedEvent,
  wait: number,
  onWait: (waitingFor: string) => void,
): Promise<Followed> {
  const ledger = new LedgerReader(session.aws.dynamodb, session.stack.ledger);
  return follow(session, { read: () => ledger.get(identity), before, commandHash, wait, onWait });
}

const unknownUser =
  'Zuora knows no user with this login in the entities of the event. Look the person up in Zuora. If they have another login there, publish an event with that login.';

const awaitedUser =
  'Zuora does not know this login yet. Create the user in Zuora: the service looks again, and requests the access then. Or correct the login at its source.';

/** What to do about a followed event; undefined if it was carried out. */
export function nextStepFor(followed: Followed): string | undefined {
  if ('outcome' in followed && followed.outcome === 'no-such-user') return unknownUser;
  if ('outcome' in followed && followed.outcome === 'waiting-for-account') return awaitedUser;
  const isDeadLetter = 'outcome' in followed && followed.outcome === 'dead-letter';
  return isDeadLetter ? nextStep(followed.reason ?? '', followed.record) : undefined;
}
