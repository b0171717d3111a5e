/** Carries out how a message ends, in the order that loses nothing: ledger, dead-letter queue, then SQS's answer. */
import { eventIdIn } from '../event/event.ts';
import { type AttemptHistory, noHistory } from '../ledger/attempt-history.ts';
import type { OutcomeLine } from '../log-line.ts';
import { isApplied } from '../outcome.ts';
import { firstMessageId, firstSentAt } from '../sqs/first-sending.ts';
import { type ReceivedMessage, retryContextOf } from './delivery.ts';
import {
  type Disposition,
  dispositionOf,
  type GivenUp,
  keptOnQueue,
  type Postponed,
  type Result,
} from './disposition.ts';

export interface Ending {
  readonly result: Result;
  readonly history: AttemptHistory;
  /** The ID under which the event first arrived, as far as nobody else can have written it. */
  readonly originalMessageId: string;
  readonly audit: Audit;
  /** Looks at Zuora once more before the message is dead-lettered: its last retry has failed. */
  readonly confirm?: () => Promise<Result>;
  /** Writes the disposition into the ledger; false when another delivery has taken the event over meanwhile. */
  readonly settle?: (disposition: Disposition) => Promise<boolean>;
}

type ToldOfDisposition = Pick<OutcomeLine, 'outcome' | 'reason' | 'detail' | 'zuoraId'>;

/** What the audit log says of the event with every outcome. */
export type Audit = Omit<
  OutcomeLine,
  keyof ToldOfDisposition | 'operation' | 'messageId' | 'queueAgeMs' | 'durationMs' | 'retryInSeconds'
>;

/** The ending of a message that leaves nothing in the ledger. */
export function withoutRecord(message: ReceivedMessage, result: Result, audit: Audit = {}): Ending {
  const { record } = message;
  // A publisher can write the attribute that says under which ID its message first arrived.
  const hasId = (audit.eventId ?? eventIdIn(record.body)) !== undefined;
  return { result, history: noHistory, originalMessageId: hasId ? record.messageId : firstMessageId(record), audit };
}

/** Leaves a message for another invocation: this one has no time for it, or Zuora asked to slow down. */
export async function putBack(message: ReceivedMessage): Promise<Disposition> {
  return conclude(
    message,
    withoutRecord(message, { outcome: 'retry', reason: 'not-started', cause: { kind: 'deferred' } }),
  );
}

/**
 * Never throws: a message that cannot be brought to its end stays on the queue.
 *
 * @returns the disposition as it was carried out
 */
export async function conclude(message: ReceivedMessage, ending: Ending): Promise<Disposition> {
  const { operation, record, services, startedAt } = message;
  const disposition = await carryOut(message, ending, await choose(message, ending));
  const delay = 'delay' in disposition ? disposition.delay : undefined;
  if (delay !== undefined) await changeVisibility(message, delay);
  services.telemetry.outcome({
    operation: operation.name,
    messageId: record.messageId,
    ...ending.audit,
    ...toldOf(disposition),
    retryInSeconds: delay === undefined ? undefined : Math.ceil(delay / 1000),
    queueAgeMs: Math.max(0, startedAt - Number(record.attributes.SentTimestamp)),
    durationMs: services.now() - startedAt,
  });
  return disposition;
}

/** The only place where a result becomes a disposition. */
async function choose(message: ReceivedMessage, { result, history, confirm }: Ending): Promise<Disposition> {
  const disposition = dispositionOf(result, history, retryContextOf(message));
  const isLastRetry = disposition.outcome === 'dead-letter' && result.outcome !== 'dead-letter';
  if (!isLastRetry || !confirm) return disposition;
  const confirmed = await confirm();
  return isApplied(confirmed.outcome) ? dispositionOf(confirmed, history, retryContextOf(message)) : disposition;
}

async function carryOut(message: ReceivedMessage, ending: Ending, disposition: Disposition): Promise<Disposition> {
  const { record, services } = message;
  const { settle } = ending;
  try {
    if (settle && !(await settle(disposition))) return keptOnQueue(takenOver, noHistory, retryContextOf(message));
    if (disposition.outcome === 'dead-letter') await sendDeadLetter(message, ending, disposition);
    return disposition;
  } catch (error) {
    services.telemetry.warn('the outcome could not be recorded; the message comes back', record.messageId, error);
    return keptOnQueue(notRecorded(disposition), noHistory, retryContextOf(message));
  }
}

const takenOver: Postponed = {
  outcome: 'busy',
  reason: 'held',
  detail: 'another delivery has taken the event over',
  cause: { kind: 'busy', milliseconds: 0 },
};

function notRecorded(disposition: Disposition): Postponed {
  const { outcome, reason } = toldOf(disposition);
  const detail = [outcome, reason].filter(Boolean).join(': ');
  return { outcome: 'retry', reason: 'not-recorded', detail, cause: { kind: 'deferred' } };
}

/** What the audit log says of a disposition. */
function toldOf(disposition: Disposition): ToldOfDisposition {
  switch (disposition.outcome) {
    case 'applied':
    case 'already-applied':
      return { outcome: disposition.outcome, zuoraId: disposition.zuoraId, detail: disposition.detail };
    // The line names what is newer, entity by entity.
    case 'superseded':
      return { outcome: disposition.outcome, zuoraId: disposition.zuoraId };
    case 'no-such-user':
    case 'waiting-for-account':
      return { outcome: disposition.outcome, detail: disposition.detail };
    case 'dead-letter':
    case 'retry':
    case 'busy':
      return { outcome: disposition.outcome, reason: disposition.reason, detail: disposition.detail };
  }
}

/** @throws what SQS answers: the message is still on its queue then */
export async function sendDeadLetter(
  { operation, record, services }: ReceivedMessage,
  { originalMessageId, audit }: Pick<Ending, 'originalMessageId' | 'audit'>,
  { reason, detail }: Pick<GivenUp, 'reason' | 'detail'>,
): Promise<void> {
  await services.queue.sendDeadLetter(record, {
    reason,
    originalMessageId,
    messageId: record.messageId,
    originalSentTimestamp: firstSentAt(record),
    detail,
    operation: operation.name,
    attempts: audit.attempt ?? 0,
    zuoraRequestId: audit.zuoraRequestId,
    time: services.now(),
  });
}

async function changeVisibility({ record, services }: ReceivedMessage, delay: number): Promise<void> {
  try {
    await services.queue.changeVisibility(record, delay);
  } catch (error) {
    services.telemetry.warn('the visibility timeout could not be changed', record.messageId, error);
  }
}
