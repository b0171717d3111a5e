/** Carries out how a delivery ends, in the order that loses nothing: ledger, dead-letter queue, then SQS's answer. */
import type { OutcomeLine } from '../telemetry.ts';
import { type Course, noPast } from './course.ts';
import { circumstancesOf, type Delivery } from './delivery.ts';
import type { Claim, Settlement } from './ledger.ts';
import type { Command } from './operation.ts';
import { isApplied } from './outcome.ts';
import { delayAfter, type Pause } from './schedule.ts';
import type { Turn } from './user-record.ts';

export interface Ending {
  readonly course: Course;
  /** The ID under which the event first arrived. */
  readonly originalMessageId: string;
  readonly audit: Audit;
  /** What a delivery that holds the event's record leaves in it, and in the user's that it holds too. */
  readonly settle?: { readonly claim: Claim; readonly settlement: Settlement; readonly turn?: Turn | undefined };
}

/** What the audit trail says of the event, whatever the outcome. */
export type Audit = Omit<
  OutcomeLine,
  keyof Course | 'operation' | 'messageId' | 'queueAgeMs' | 'durationMs' | 'retryInSeconds'
>;

/**
 * Never throws: a message that cannot be brought to its end stays on the queue.
 *
 * @returns the course as it came to be
 */
export async function conclude<C extends Command>(delivery: Delivery<C>, ending: Ending): Promise<Course> {
  const { operation, record, services, startedAt } = delivery;
  const course = await carryOut(delivery, ending);
  const { outcome, reason, detail, zuoraId, delay } = course;
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
  return course;
}

async function carryOut<C extends Command>(delivery: Delivery<C>, ending: Ending): Promise<Course> {
  const { record, services } = delivery;
  const { course, settle } = ending;
  try {
    if (settle?.turn) await services.users.giveBack(settle.turn, isApplied(course.outcome), course.quietAt);
    const settled = !settle || (await services.ledger.settle(settle.claim, settle.settlement));
    if (!settled) {
      return comeBack(delivery, { kind: 'busy', milliseconds: 0 }, 'held', 'another delivery has taken the event over');
    }
    if (course.outcome === 'dead-letter') await sendDeadLetter(delivery, ending);
    return course;
  } catch (error) {
    services.telemetry.warn('the outcome could not be recorded; the message comes back', record.messageId, error);
    const detail = [course.outcome, course.reason].filter(Boolean).join(': ');
    return comeBack(delivery, { kind: 'deferred' }, 'not-recorded', detail);
  }
}

function comeBack<C extends Command>(delivery: Delivery<C>, pause: Pause, reason: string, detail: string): Course {
  const circumstances = circumstancesOf(delivery);
  const { now } = circumstances;
  const delay = delayAfter(pause, 0, circumstances);
  const outcome = pause.kind === 'busy' ? 'busy' : 'retry';
  return { ...noPast, outcome, reason, detail, delay, throttled: false, freeAt: now, quietAt: now };
}

async function sendDeadLetter<C extends Command>(
  { operation, record, services }: Delivery<C>,
  { course, originalMessageId, audit }: Ending,
): Promise<void> {
  await services.queue.sendDeadLetter(record, {
    reason: course.reason ?? 'unknown',
    originalMessageId,
    detail: course.detail ?? '',
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
