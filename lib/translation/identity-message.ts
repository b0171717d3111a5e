/** Translates one message of identity events, from its body to its disposition. */
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { siblingArn } from '../arn.ts';
import type { Deadline } from '../delivery/deadline.ts';
import type { ReceivedMessage, Services } from '../delivery/delivery.ts';
import { conclude, sendDeadLetter, withoutRecord } from '../delivery/ending.ts';
import { resultOfError } from '../delivery/error-result.ts';
import { ServiceError } from '../errors.ts';
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import type { EffectiveChanges } from '../ledger/effective-changes.ts';
import { isAcknowledged } from '../outcome.ts';
import type { Policy } from '../policy/policy.ts';
import { firstMessageId, firstSentAt } from '../sqs/first-sending.ts';
import { replaceRefused } from '../sqs/sqs-text.ts';
import { findDueChange } from './due-change.ts';
import { inParallel } from './in-parallel.ts';
import type { OperationQueues } from './operation-queues.ts';
import { type BadBody, planMessage } from './plan.ts';
import type { TranslationSettings } from './settings.ts';
import { type RecordedChange, recordStatements } from './statement-recording.ts';
import { readWakeUp } from './wake-up.ts';
import type { WakeUps } from './wake-ups.ts';

const noPolicy = new ServiceError(
  'no-policy',
  'This stage was packaged without a policy. Write policy.yml (docs/policy.md) and deploy again.',
);

/** The effects, built once a process. */
export interface TranslationServices extends Pick<Services, 'queue' | 'telemetry' | 'now' | 'random'> {
  readonly settings: TranslationSettings;
  readonly queues: OperationQueues;
  readonly changes: EffectiveChanges;
  readonly wakeUps: WakeUps;
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
  const { policy, record, services } = message;
  const requireTime = () => message.deadline.requireCall(services.settings.awsTimeout);
  try {
    if (!policy) throw noPolicy;
    const wakeUp = readWakeUp(record.body);
    if (wakeUp !== undefined) {
      await carryOutDueChange(message, wakeUp, requireTime);
      return true;
    }
    const sentAt = new Date(firstSentAt(record)).toISOString();
    const messageId = firstMessageId(record);
    const { changes, bad } = planMessage(policy, record.body, sentAt);
    const recorded = await recordStatements(services.changes, changes, messageId, requireTime);
    await send(message, recorded, messageId, requireTime);
    // Last, so that no later failure makes a second dead letter.
    await sendDeadLetters(message, bad);
    report(message, recorded);
    return true;
  } catch (error) {
    const { outcome } = await conclude(message, withoutRecord(message, resultOfError(error)));
    return isAcknowledged(outcome);
  }
}

/** A crash at any point is followed by the whole again: events have the same ids, and the record says that it is started. */
async function carryOutDueChange(message: IdentityMessage, identity: string, requireTime: () => void): Promise<void> {
  const { changes } = message.services;
  const found = await findDueChange(changes, identity, requireTime);
  // The message that announced the change, not the one that wakes it.
  await send(message, [found], found.started?.messageId, requireTime);
  if (found.started !== undefined) {
    requireTime();
    await changes.finish(found.started);
  }
  report(message, [found]);
}

async function send(
  { record, services }: IdentityMessage,
  recorded: readonly RecordedChange[],
  identityMessageId: string | undefined,
  requireTime: () => void,
): Promise<void> {
  const { queues, wakeUps, settings } = services;
  const byQueue = Map.groupBy(
    // The import of one source must not delay the leavers of another.
    recorded.flatMap(({ events, line }) => events.map((event) => ({ event, group: line.source }))),
    ({ event }) => queueOf(event, settings),
  );
  for (const [queue, events] of byQueue) {
    const outgoing = events.map(({ event, group }) => ({ body: event.body, delay: 0, group, identityMessageId }));
    await queues.send(siblingArn(record.eventSourceARN, queue), outgoing, requireTime);
  }
  const waiting = recorded.flatMap(({ waits }) => (waits === undefined ? [] : [waits]));
  await inParallel(waiting, (change) => wakeUps.set(change, record.eventSourceARN, requireTime));
}

function report(
  { operation, record, services, startedAt }: IdentityMessage,
  recorded: readonly RecordedChange[],
): void {
  for (const { line } of recorded) {
    services.telemetry.translation({ operation: operation.name, messageId: record.messageId, ...line });
  }
  services.telemetry.queueAge(Math.max(0, startedAt - Number(record.attributes.SentTimestamp)));
}

function queueOf({ type }: OutgoingEvent, { requestQueue, revocationQueue }: TranslationSettings): string {
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
