/** Brings one message from its body to its ending. */
import { requireAllowed } from '../allow-list.ts';
import { type ReceivedEvent, readEvent } from '../event/event.ts';
import type { Claim } from '../ledger/ledger.ts';
import type { ClaimRefusal, LedgerRecord } from '../ledger/ledger-record.ts';
import { isApplied } from '../outcome.ts';
import { attempt, confirmFailure, type Work } from './attempt.ts';
import { type Delivery, firstMessageId, retryContextOf } from './delivery.ts';
import { type AttemptHistory, type Disposition, dispositionOf, type Result, retriesExhausted } from './disposition.ts';
import { type Audit, conclude, type Ending, withoutRecord } from './ending.ts';
import { resultOfError } from './error-result.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import type { Command } from './operation.ts';
import { acquireUser } from './user-lease.ts';

/** Never throws: whatever cannot be finished now comes back. */
export async function deliver<C extends Command>(delivery: Delivery<C>): Promise<Disposition> {
  return conclude(delivery, await endingOf(delivery));
}

async function endingOf<C extends Command>(delivery: Delivery<C>): Promise<Ending> {
  const { operation, record, services, deadline } = delivery;
  let audit: Audit = {};
  try {
    const event = readEvent(operation.name, operation.contract, record.body, firstMessageId(record));
    audit = auditOf(event);
    requireAllowed(services.settings, 'data.', event.command);
    const claim: Claim = {
      operation: operation.name,
      event,
      messageId: record.messageId,
      owner: services.uuid(),
      freeAt: deadline.at + services.settings.leaseGrace,
    };
    const claimed = await services.ledger.claim(claim);
    if ('is' in claimed) return withoutRecord(delivery, resultOf(claimed, services.now()), audit);
    return await withRecord(delivery, event, claim, claimed);
  } catch (error) {
    return withoutRecord(delivery, resultOfError(error), audit);
  }
}

/** Looks and acts on behalf of an event whose record this delivery holds. */
async function withRecord<C extends Command>(
  delivery: Delivery<C>,
  event: ReceivedEvent<C>,
  claim: Claim,
  held: LedgerRecord,
): Promise<Ending> {
  const { operation, services, deadline } = delivery;
  const { command } = event;
  const key = new IdempotencyKey(held.messageId, held.epoch);
  const zuora = services.zuora({
    entityId: command.entityId,
    trackId: held.messageId,
    idempotencyKey: key,
    requireTime: (timeout) => deadline.requireCall(timeout),
  });
  const { attempts, tally } = held;
  const { turn, result } = await acquireUser(delivery, event, claim, zuora);
  const disposition = result
    ? dispositionOf(result, { attempts, tally }, retryContextOf(delivery))
    : await attemptInTime(delivery, { operation, command, zuora, key, tally, turn }, attempts);
  return {
    disposition,
    // What the identity of an event without an id comes from, so that it has the same when it is sent again.
    originalMessageId: event.eventId === undefined ? firstMessageId(delivery.record) : held.messageId,
    audit: {
      ...auditOf(event),
      entityId: zuora.actedIn,
      idempotencyKey: key.value,
      attempt: held.attempts + 1,
      zuoraRequestId: zuora.requestId,
      superseded: turn && turn.superseded.size > 0 ? [...turn.superseded] : undefined,
    },
    settle: async () => {
      if (turn) await services.users.release(turn, isApplied(disposition.outcome), disposition.quietAt);
      const { requestId, actedIn } = zuora;
      const settlement = { disposition, epoch: key.epoch, zuoraRequestId: requestId, entityId: actedIn };
      return services.ledger.settle(claim, settlement);
    },
  };
}

/** Attempts the work; looks once more before its last retry is over. */
async function attemptInTime<C extends Command>(
  delivery: Delivery<C>,
  work: Work<C>,
  attempts: number,
): Promise<Disposition> {
  const { result, tally } = await attempt(work);
  const past: AttemptHistory = { attempts, tally };
  const disposition = dispositionOf(result, past, retryContextOf(delivery));
  if (disposition.reason !== retriesExhausted) return disposition;
  const judged = await confirmFailure(work, result);
  return isApplied(judged.outcome) ? dispositionOf(judged, past, retryContextOf(delivery)) : disposition;
}

/** Another delivery holds the event's record, or has finished with it. */
function resultOf(standing: ClaimRefusal, now: number): Result {
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
      return { outcome: 'busy', reason: 'held', pause: { kind: 'busy', milliseconds: standing.until - now } };
    case 'free':
      return { outcome: 'busy', reason: 'held', pause: { kind: 'busy', milliseconds: 0 } };
  }
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
