/** Carries out how a message ends, in the order that loses nothing: ledger, dead-letter queue, then SQS's answer. */
import type { OutcomeLine } from '../log-line.ts';
import { firstMessageId, firstSentAt, type ReceivedMessage, retryContextOf } from './delivery.ts';
import { type Disposition, dispositionOf, noHistory, type Result } from './disposition.ts';
import { delayAfter, type RetryCause } from './schedule.ts';

export interface Ending {
  readonly disposition: Disposition;
  /** The ID under which the event first arrived. */
  readonly originalMessageId: string;
  readonly audit: Audit;
  /** Writes into the ledger what the delivery leaves there; false when another has taken the event over meanwhile. */
  readonly settle?: () => Promise<boolean>;
}

/** What the audit trail says of the event, whatever the outcome. */
export type Audit = Omit<
  OutcomeLine,
  keyof Disposition | 'operation' | 'messageId' | 'queueAgeMs' | 'durationMs' | 'retryInSeconds'
>;

/** The ending of a message of which the ledger is told nothing. */
export function withoutRecord(delivery: ReceivedMessage, result: Result, audit: Audit = {}): Ending {
  return {
    disposition: dispositionOf(result, noHistory, retryContextOf(delivery)),
    originalMessageId: firstMessageId(delivery.record),
    audit,
  };
}

/** Leaves a message for another invocation: this one has no time for it, or somebody asked to slow down. */
export async function putBack(delivery: ReceivedMessage): Promise<Disposition> {
  return conclude(
    delivery,
    withoutRecord(delivery, { outcome: 'retry', reason: 'not-started', pause: { kind: 'deferred' } }),
  );
}

/**
 * Never throws: a message that cannot be brought to its end stays on the queue.
 *
 * @returns the course as it came to be
 */
export async function conclude(delivery: ReceivedMessage, ending: Ending): Promise<Disposition> {
  const { operation, record, services, startedAt } = delivery;
  const disposition = await carryOut(delivery, ending);
  const { outcome, reason, detail, zuoraId, delay } = disposition;
  if (delay !== undefined) await hide(delivery, delay);
  services.telemetry.outcome({
    outcome,
    operation: operation.name,
    messageId: record.messageId,
    ...ending.audit,
    reason,
    detail,
    zuoraId,
    retryInSeconds: delay === undefined ? undefined : Math.ceil(delay / 1000),
    queueAgeMs: Math.max(0, startedAt - Number(record.attributes.SentTimestamp)),
    durationMs: services.now() - startedAt,
  });
  return disposition;
}

async function carryOut(delivery: ReceivedMessage, ending: Ending): Promise<Disposition> {
  const { record, services } = delivery;
  const { disposition, settle } = ending;
  try {
    if (settle && !(await settle())) {
      return comeBack(delivery, { kind: 'busy', milliseconds: 0 }, 'held', 'another delivery has taken the event over');
    }
    if (disposition.outcome === 'dead-letter') await sendDeadLetter(delivery, ending);
    return disposition;
  } catch (error) {
    services.telemetry.warn('the outcome could not be recorded; the message comes back', record.messageId, error);
    const detail = [disposition.outcome, disposition.reason].filter(Boolean).join(': ');
    return comeBack(delivery, { kind: 'deferred' }, 'not-recorded', detail);
  }
}

function comeBack(delivery: ReceivedMessage, pause: RetryCause, reason: string, detail: string): Disposition {
  const context = retryContextOf(delivery);
  const { now } = context;
  const delay = delayAfter(pause, 0, context);
  const outcome = pause.kind === 'busy' ? 'busy' : 'retry';
  return { ...noHistory, outcome, reason, detail, delay, throttled: false, freeAt: now, quietAt: now };
}

/** @throws what SQS answers: the message is still on its queue then */
export async function sendDeadLetter(
  { operation, record, services }: ReceivedMessage,
  { disposition, originalMessageId, audit }: Ending,
): Promise<void> {
  await services.queue.sendDeadLetter(record, {
    reason: disposition.reason ?? 'unknown',
    originalMessageId,
    originalSentTimestamp: firstSentAt(record),
    detail: disposition.detail ?? '',
    operation: operation.name,
    attempts: audit.attempt ?? 0,
    zuoraRequestId: audit.zuoraRequestId,
    time: services.now(),
  });
}

async function hide({ record, services }: ReceivedMessage, delay: number): Promise<void> {
  try {
    await services.queue.hide(record, delay);
  } catch (error) {
    services.telemetry.warn('the visibility timeout could not be changed', record.messageId, error);
  }
}
