/** Brings one message of identity events to its ending. */
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { siblingArn } from '../arn.ts';
import type { Deadline } from '../delivery/deadline.ts';
import type { ReceivedMessage, Services } from '../delivery/delivery.ts';
import { conclude, sendDeadLetter, withoutRecord } from '../delivery/ending.ts';
import { resultOfError } from '../delivery/error-result.ts';
import { ServiceError } from '../errors.ts';
import { isAcknowledged } from '../outcome.ts';
import type { CanonicalEvent } from '../policy/canonical-events.ts';
import type { Policy } from '../policy/policy.ts';
import { firstMessageId, firstSentAt } from '../sqs/first-sending.ts';
import { replaceRefused } from '../sqs/sqs-text.ts';
import { inParallel } from './in-parallel.ts';
import { maxDelay, type OperationQueues } from './operation-queues.ts';
import { type BadBody, type Planned, plan } from './plan.ts';
import type { Schedules } from './schedules.ts';
import type { TranslationSettings } from './settings.ts';

const noPolicy = new ServiceError(
  'no-policy',
  'This stage was packaged without policy.yml: write one (docs/policy.md), and deploy.',
);

/** The effects, built once a process. */
export interface TranslationServices extends Pick<Services, 'queue' | 'telemetry' | 'now' | 'random'> {
  readonly settings: TranslationSettings;
  readonly queues: OperationQueues;
  readonly schedules: Schedules;
}

export interface IdentityMessage extends ReceivedMessage {
  readonly services: TranslationServices;
  /** Undefined in a stage that was packaged without one. */
  readonly policy: Policy | undefined;
  readonly deadline: Deadline;
}

/**
 * Never throws. A message that could not be translated as a whole comes back as a whole: what was sent of it has the same
 * ids when it is sent again, and is carried out once.
 *
 * @returns whether SQS may forget the message
 */
export async function translateMessage(message: IdentityMessage): Promise<boolean> {
  const { operation, policy, record, services, startedAt } = message;
  try {
    if (!policy) throw noPolicy;
    const { toSend, bad, lines } = plan(policy, record.body, new Date(firstSentAt(record)).toISOString());
    await send(message, toSend);
    // Last, so that nothing that fails makes a second dead letter of them.
    await sendDeadLetters(message, bad);
    for (const line of lines) {
      services.telemetry.translation({ operation: operation.name, messageId: record.messageId, ...line });
    }
    services.telemetry.queueAge(Math.max(0, startedAt - Number(record.attributes.SentTimestamp)));
    return true;
  } catch (error) {
    const { outcome } = await conclude(message, withoutRecord(message, resultOfError(error)));
    return isAcknowledged(outcome);
  }
}

async function send({ record, services, deadline }: IdentityMessage, all: readonly Planned[]): Promise<void> {
  const { queues, schedules, now, settings } = services;
  const mayGoOn = () => deadline.requireCall(settings.awsTimeout);
  const due = all.map(({ event, at }) => ({
    event,
    arn: siblingArn(record.eventSourceARN, queueOf(event, settings)),
    delay: at === undefined ? 0 : Math.max(0, Date.parse(at) - now()),
  }));
  const soon = Map.groupBy(
    due.filter(({ delay }) => delay <= maxDelay),
    ({ arn }) => arn,
  );
  for (const [arn, outgoing] of soon) await queues.send(arn, outgoing, mayGoOn);
  const later = due.filter(({ delay }) => delay > maxDelay);
  await inParallel(later, async ({ event, arn }) => {
    mayGoOn();
    await schedules.schedule(event, arn, event.time);
  });
}

function queueOf({ type }: CanonicalEvent, { requestQueue, revocationQueue }: TranslationSettings): string {
  return type === userAccessRevoked.type ? revocationQueue : requestQueue;
}

/** A part of a message may hold what SQS refuses by itself, or be empty: it goes as a JSON text then. */
function sendable(body: string): string {
  return body !== '' && replaceRefused(body) === body ? body : replaceRefused(JSON.stringify(body));
}

async function sendDeadLetters(message: IdentityMessage, bad: readonly BadBody[]): Promise<void> {
  const { record, services, deadline } = message;
  await inParallel(bad, async ({ body, error }) => {
    deadline.requireCall(services.settings.awsTimeout);
    const part = { ...message, record: { ...record, body: sendable(body) } };
    await sendDeadLetter(
      part,
      { originalMessageId: firstMessageId(record), audit: {} },
      { reason: error.reason, detail: error.message },
    );
  });
}
