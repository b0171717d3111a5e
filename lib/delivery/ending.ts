/** Carries out how a delivery ends, in the order that loses nothing: ledger, dead-letter queue, then SQS's answer. */
import type { Outcome, OutcomeLine } from '../telemetry.ts';
import type { Delivery } from './delivery.ts';
import type { Claim, Settlement } from './ledger.ts';
import type { Command } from './operation.ts';

export interface Ending {
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  /** Milliseconds that a message which is not acknowledged stays hidden. */
  readonly delay?: number | undefined;
  /** Zuora asked to slow down. */
  readonly throttled?: boolean;
  /** The ID under which the event first arrived. */
  readonly originalMessageId: string;
  readonly audit: Audit;
  /** What a delivery that holds the event's record leaves in it. */
  readonly settle?: { readonly claim: Claim; readonly settlement: Settlement };
}

/** What the audit trail says of the event, whatever the outcome. */
export type Audit = Omit<
  OutcomeLine,
  'outcome' | 'operation' | 'messageId' | 'durationMs' | 'retryInSeconds' | 'reason' | 'detail'
>;

const oneSecond = 1000;

/**
 * Never throws: a message that cannot be brought to its end stays on the queue.
 *
 * @returns the ending as it came to be
 */
export async function conclude<C extends Command>(delivery: Delivery<C>, wanted: Ending): Promise<Ending> {
  const { operation, record, services, startedAt } = delivery;
  const ending = await carryOut(delivery, wanted);
  const { outcome, reason, detail, audit, delay } = ending;
  if (delay !== undefined) await hide(delivery, delay);
  services.telemetry.outcome({
    outcome,
    operation: operation.name,
    messageId: record.messageId,
    ...audit,
    reason,
    detail,
    retryInSeconds: delay === undefined ? undefined : Math.ceil(delay / 1000),
    durationMs: services.now() - startedAt,
  });
  return ending;
}

async function carryOut<C extends Command>(delivery: Delivery<C>, ending: Ending): Promise<Ending> {
  const { ledger, telemetry } = delivery.services;
  try {
    const settled = !ending.settle || (await ledger.settle(ending.settle.claim, ending.settle.settlement));
    if (!settled) return { ...ending, outcome: 'busy', reason: 'lease-lost', delay: oneSecond };
    if (ending.outcome === 'dead-letter') await sendDeadLetter(delivery, ending);
    return ending;
  } catch (error) {
    telemetry.warn('the outcome could not be recorded; the message comes back', delivery.record.messageId, error);
    return { ...ending, outcome: 'retry', delay: ending.delay ?? oneSecond };
  }
}

async function sendDeadLetter<C extends Command>(
  { operation, record, services }: Delivery<C>,
  { originalMessageId, reason = 'unknown', detail = '', audit }: Ending,
): Promise<void> {
  await services.queue.sendDeadLetter(record, {
    reason,
    originalMessageId,
    detail,
    operation: operation.name,
    attempts: audit.attempt ?? 0,
    zuoraRequestId: audit.zuoraRequestId,
    time: services.now(),
  });
}

async function hide<C extends Command>({ record, services }: Delivery<C>, delay: number): Promise<void> {
  try {
    await services.queue.hide(record, delay);
  } catch (error) {
    services.telemetry.warn('the visibility timeout could not be changed', record.messageId, error);
  }
}
