/** Brings one message from its body to its ending. */
import { requireAllowed } from '../allow-list.ts';
import { identityMessageAttribute } from '../event/derived-source.ts';
import { type ReceivedEvent, readEvent } from '../event/event.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import { newerEvents, type UserLease } from '../ledger/lease.ts';
import type { Claim } from '../ledger/ledger.ts';
import type { ClaimRefusal, LedgerRecord } from '../ledger/ledger-record.ts';
import { isApplied } from '../outcome.ts';
import { firstMessageId } from '../sqs/first-sending.ts';
import { type Attempted, attempt, confirmFailure, type Shown, type Work } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import type { Disposition, Result } from './disposition.ts';
import { type Audit, conclude, type Ending, withoutRecord } from './ending.ts';
import { resultOfError } from './error-result.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import type { Command } from './operation.ts';
import { acquireUser } from './user-lease.ts';

/** An ID of SQS has 36 characters: the attribute has no bound of its own. */
const maxMessageIdLength = 100;

/** Never throws: a message that cannot be finished now comes back. */
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
      identityMessageId: identityMessageIdOf(delivery, event),
      messageId: record.messageId,
      owner: services.uuid(),
      leaseExpiresAt: deadline.at + services.settings.leaseGrace,
    };
    const claimed = await services.ledger.claim(claim);
    if ('is' in claimed) return withoutRecord(delivery, resultOfRefusal(claimed, services.now()), audit);
    return await withRecord(delivery, event, claim, claimed);
  } catch (error) {
    return withoutRecord(delivery, resultOfError(error), audit);
  }
}

/** A publisher's own event has none, whatever its message says. */
function identityMessageIdOf<C extends Command>(
  { record }: Delivery<C>,
  { identitySource }: ReceivedEvent<C>,
): string | undefined {
  if (identitySource === undefined) return undefined;
  return record.messageAttributes[identityMessageAttribute]?.stringValue?.slice(0, maxMessageIdLength);
}

/** Looks and acts for an event whose record this delivery holds. */
async function withRecord<C extends Command>(
  delivery: Delivery<C>,
  event: ReceivedEvent<C>,
  claim: Claim,
  held: LedgerRecord,
): Promise<Ending> {
  const { operation, services, deadline } = delivery;
  const { history } = held;
  const key = new IdempotencyKey(held.messageId, held.epoch);
  const zuora = services.zuora({
    entityId: event.command.entityId,
    trackId: held.messageId,
    idempotencyKey: key,
    requireTime: (timeout) => deadline.requireCall(timeout),
  });
  const { userLease, refusal } = await acquireUser(delivery, event, claim, zuora);
  const work: Work<C> = { operation, command: event.command, zuora, key, history, userLease };
  const attempted: Attempted = refusal ? notAttempted(refusal, history) : await attempt(work);
  let shown: Shown = attempted;
  return {
    ...attempted,
    // What the identity of an event without an id comes from, so that it has the same when it is sent again.
    originalMessageId: event.eventId === undefined ? firstMessageId(delivery.record) : held.messageId,
    audit: {
      ...auditOf(event),
      entityId: zuora.trail.actedIn,
      idempotencyKey: key.value,
      attempt: history.attempts + 1,
      zuoraRequestId: zuora.trail.requestId,
      zuoraRequestIds: zuora.trail.requestIds,
      ...toldOfNewer(userLease),
    },
    ...(!refusal && {
      confirm: async () => {
        const confirmed = await confirmFailure(work, attempted.result);
        shown = confirmed;
        return confirmed.result;
      },
    }),
    settle: async (disposition) => {
      const { requestId, requestIds, actedIn } = zuora.trail;
      const answered = { zuoraRequestId: requestId, zuoraRequestIds: requestIds, entityId: actedIn };
      const { superseded } = toldOfNewer(userLease);
      const settlement = { ...disposition, epoch: key.epoch, ...answered, superseded };
      const release = async (isSettled: boolean) => {
        if (!userLease) return;
        const { seen, username } = shown;
        const { isSent } = attempted;
        const { quietAt } = disposition;
        const isMade = isApplied(disposition.outcome);
        await services.users.release(userLease, { isMade, isSettled, seen, username, isSent, quietAt });
      };
      return settleBoth(() => services.ledger.settle(claim, settlement), release);
    },
  };
}

/**
 * The event's record first: what Zuora answered is known from then on, though the user's record may not be released. If
 * the first write fails, the second still remembers the answer.
 */
async function settleBoth(
  settle: () => Promise<boolean>,
  release: (isSettled: boolean) => Promise<void>,
): Promise<boolean> {
  let isOwner: boolean;
  try {
    isOwner = await settle();
  } catch (error) {
    await release(false);
    throw error;
  }
  if (isOwner) await release(true);
  return isOwner;
}

function notAttempted(result: Result, history: AttemptHistory): Attempted {
  return { result, history, seen: new Set(), isSent: false };
}

/** The entities in which a newer event counts, and that event. */
function toldOfNewer(userLease: UserLease | undefined): Pick<Audit, 'superseded' | 'supersededBy'> {
  if (!userLease || userLease.superseded.size === 0) return {};
  const supersededBy = [...newerEvents(userLease)].map(([entityId, { operation, time }]) => ({
    entityId,
    operation,
    time: new Date(time).toISOString(),
  }));
  return { superseded: [...userLease.superseded], supersededBy };
}

/** Another delivery holds the event's record, or has finished with it. */
function resultOfRefusal(refusal: ClaimRefusal, now: number): Result {
  switch (refusal.is) {
    case 'done':
      return { outcome: 'already-applied' };
    case 'mismatch':
      return {
        outcome: 'dead-letter',
        reason: 'payload-mismatch',
        detail: 'id: another event with this source and id asks for something else; give this one an id of its own',
      };
    case 'held':
      return { outcome: 'busy', reason: 'held', cause: { kind: 'busy', milliseconds: refusal.until - now } };
    case 'free':
      return { outcome: 'busy', reason: 'held', cause: { kind: 'busy', milliseconds: 0 } };
  }
}

function auditOf({
  eventId,
  source,
  identitySource,
  correlationId,
  requestedBy,
  requestReason,
  command,
}: ReceivedEvent<Command>): Audit {
  return { eventId, source, identitySource, correlationId, requestedBy, requestReason, command };
}
