/** Brings one message from its body to its ending. */
import { BadEvent } from '../errors.ts';
import { attempt } from './attempt.ts';
import { courseAfter } from './course.ts';
import { ageOf, type Delivery, firstMessageId } from './delivery.ts';
import { type Audit, conclude, type Ending } from './ending.ts';
import { type ReceivedEvent, readEvent } from './event.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import type { Claim } from './ledger.ts';
import type { LedgerRecord, Standing } from './ledger-record.ts';
import type { Command } from './operation.ts';
import { delayAfter } from './schedule.ts';

/** Never throws: whatever cannot be finished now comes back. */
export async function deliver<C extends Command>(delivery: Delivery<C>): Promise<Ending> {
  const { record, services, startedAt } = delivery;
  services.telemetry.queueAge(Math.max(0, startedAt - ageOf(record).sentAt));
  return conclude(delivery, await endingOf(delivery));
}

/** Leaves a message for another invocation: this one has no time for it, or Zuora asked to slow down. */
export async function putBack<C extends Command>(delivery: Delivery<C>): Promise<Ending> {
  const originalMessageId = firstMessageId(delivery.record);
  const delay = deferral(delivery);
  return conclude(delivery, { outcome: 'retry', reason: 'not-started', delay, originalMessageId, audit: {} });
}

async function endingOf<C extends Command>(delivery: Delivery<C>): Promise<Ending> {
  const { operation, record, services, deadline } = delivery;
  const originalMessageId = firstMessageId(record);
  try {
    const event = readEvent(operation.name, operation.contract, record.body, originalMessageId);
    const claim: Claim = {
      operation: operation.name,
      event,
      messageId: event.eventId === undefined ? originalMessageId : record.messageId,
      owner: services.uuid(),
      freeAt: deadline.at + services.settings.leaseGrace,
    };
    const claimed = await services.ledger.claim(claim);
    if ('is' in claimed) return { originalMessageId, audit: auditOf(event), ...withoutClaim(claimed, services.now()) };
    return await withClaim(delivery, event, claim, claimed);
  } catch (error) {
    return { originalMessageId, audit: {}, ...withoutRecord(delivery, error) };
  }
}

/** Looks and acts on behalf of an event whose record this delivery holds. */
async function withClaim<C extends Command>(
  { operation, record, services, deadline }: Delivery<C>,
  event: ReceivedEvent<C>,
  claim: Claim,
  held: LedgerRecord,
): Promise<Ending> {
  const key = new IdempotencyKey(held.messageId, held.epoch);
  const zuora = services.zuora({
    entityId: event.command.entityId,
    trackId: held.messageId,
    idempotencyKey: key,
    requireTime: (timeout) => deadline.requireCall(timeout),
  });
  const { result, tally } = await attempt(operation, event.command, zuora, key, held.tally);
  const { settings, now, random } = services;
  const course = courseAfter(result, held.attempts, ageOf(record), settings, now(), random());
  const { outcome, reason, detail, zuoraId, delay, throttled, attempts, freeAt } = course;
  const { actedIn: entityId, requestId: zuoraRequestId } = zuora;
  const state = outcome === 'applied' || outcome === 'already-applied' ? 'done' : 'open';
  const findings = { outcome, reason, detail, zuoraId, zuoraRequestId };
  return {
    outcome,
    reason,
    detail,
    delay,
    throttled,
    originalMessageId: held.messageId,
    audit: {
      ...auditOf(event),
      entityId,
      idempotencyKey: key.value,
      attempt: held.attempts + 1,
      zuoraId,
      zuoraRequestId,
    },
    settle: { claim, settlement: { ...findings, state, freeAt, attempts, epoch: key.epoch, tally } },
  };
}

type BareEnding = Omit<Ending, 'originalMessageId' | 'audit'>;

/** Another delivery holds the event's record, or has finished with it. */
function withoutClaim(standing: Standing, now: number): BareEnding {
  switch (standing.is) {
    case 'done':
      return { outcome: 'already-applied' };
    case 'mismatch':
      return {
        outcome: 'dead-letter',
        reason: 'payload-mismatch',
        detail: 'id: another event with this source and id asks for something else; give this one an id of its own',
      };
    case 'held':
      return { outcome: 'busy', delay: standing.until - now };
    case 'free':
    case 'replaceable':
      return { outcome: 'busy', delay: 1000 };
  }
}

/** The body is no event, or the ledger did not answer. */
function withoutRecord<C extends Command>(delivery: Delivery<C>, error: unknown): BareEnding {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BadEvent) return { outcome: 'dead-letter', reason: error.reason, detail };
  const reason = error instanceof Error ? error.name : 'unknown';
  return { outcome: 'retry', reason, detail, delay: deferral(delivery) };
}

function deferral<C extends Command>({ record, services: { settings, random } }: Delivery<C>): number {
  return delayAfter({ kind: 'deferred' }, 0, ageOf(record).receives, settings, random());
}

function auditOf({
  eventId,
  source,
  correlationId,
  requestedBy,
  requestReason,
  command,
}: ReceivedEvent<Command>): Audit {
  return { eventId, source, correlationId, requestedBy, requestReason, command };
}
