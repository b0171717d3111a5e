/** Translates one message of identity events, from its body to its disposition. */
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
import { type BadBody, type PlannedEvent, planMessage } from './plan.ts';
import type { Schedules } from './schedules.ts';
import type { TranslationSettings } from './settings.ts';

const noPolicy = new ServiceError(
  'no-policy',
  'This stage was packaged without a policy. Write policy.yml (docs/policy.md) and deploy again.',
);

/** The effects, built once a process. */
export interface TranslationServices extends Pick<Services, 'queue' | 'telemetry' | 'now' | 'random'> {
  readonly settings: TranslationSettings;
  readonly queues: OperationQueues;
  readonly schedules: Schedules;
}

export interface IdentityMessage extends ReceivedMessage {
  readonly services: TranslationServices;
  /** Undefined if the stage was packaged without a policy. */
  readonly policy: Policy | undefined;
  readonly deadline: Deadline;
}

/**
 * Never throws. If any part fails, the whole message is retried. Events that were sent already have the same ids when they
 * are sent again, so they take effect once.
 *
 * @returns whether SQS may delete the message
 */
export async function translateMessage(message: IdentityMessage): Promise<boolean> {
  const { operation, policy, record, services, startedAt } = message;
  try {
    if (!policy) throw noPolicy;
    const { toSend, bad, lines } = planMessage(policy, record.body, new Date(firstSentAt(record)).toISOString());
    await sendEvents(message, toSend);
    // Last, so that no later failure makes a second dead letter.
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

async function sendEvents(
  { record, services, deadline }: IdentityMessage,
  all: readonly PlannedEvent[],
): Promise<void> {
  const { queues, schedules, now, settings } = services;
  const requireTime = () => deadline.requireCall(settings.awsTimeout);
  const due = all.map(({ event, effectiveAt }) => ({
    event,
    arn: siblingArn(record.eventSourceARN, queueOf(event, settings)),
    delay: effectiveAt === undefined ? 0 : Math.max(0, Date.parse(effectiveAt) - now()),
  }));
  const soon = Map.groupBy(
    due.filter(({ delay }) => delay <= maxDelay),
    ({ arn }) => arn,
  );
  for (const [arn, outgoing] of soon) await queues.send(arn, outgoing, requireTime);
  const later = due.filter(({ delay }) => delay > maxDelay);
  await inParallel(later, async ({ event, arn }) => {
    requireTime();
    await schedules.schedule(event, arn, event.time);
  });
}

function queueOf({ type }: CanonicalEvent, { requestQueue, revocationQueue }: TranslationSettings): string {
  return type === userAccessRevoked.type ? revocationQueue : requestQueue;
}

/** SQS refuses an empty body and some characters. Such a part is sent as a JSON text instead. */
function sendableBody(body: string): string {
  return body !== '' && replaceRefused(body) === body ? body : replaceRefused(JSON.stringify(body));
}

async function sendDeadLetters(message: IdentityMessage, bad: readonly BadBody[]): Promise<void> {
  const { record, services, deadline } = message;
  await inParallel(bad, async ({ body, error }) => {
    deadline.requireCall(services.settings.awsTimeout);
    const part = { ...message, record: { ...record, body: sendableBody(body) } };
    await sendDeadLetter(
      part,
      { originalMessageId: firstMessageId(record), audit: {} },
      { reason: error.reason, detail: error.message },
    );
  });
}
