/** Brings one message from its body to its ending. */
import { identityMessageAttribute } from '../event/derived-source.ts';
import { type ReceivedEvent, readEvent } from '../event/event.ts';
import type { Claim, Settlement } from '../ledger/ledger.ts';
import type { ClaimRefusal, LedgerRecord } from '../ledger/ledger-record.ts';
import { firstMessageId } from '../sqs/first-sending.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { opponents } from './access-result.ts';
import { acquireAccount } from './account-lease.ts';
import { refusalByLimits } from './allowed-event.ts';
import { attempt, confirmFailure, type Work } from './attempt.ts';
import type { Delivery } from './delivery.ts';
import type { Disposition, Result } from './disposition.ts';
import { type Audit, conclude, type Ending, withoutRecord } from './ending.ts';
import { resultOfError } from './error-result.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import type { AccessOperation, Command } from './operation.ts';
import { attemptOnRecord, type RecordedAttempt } from './recorded-attempt.ts';
import { finishUnreleased } from './unreleased.ts';

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
    const claim: Claim = {
      operation: operation.name,
      event,
      identityMessageId: identityMessageIdOf(delivery, event),
      messageId: record.messageId,
      owner: services.uuid(),
      leaseExpiresAt: deadline.at + services.settings.leaseGrace,
    };
    const outside = await refusalByLimits(delivery, event, claim);
    if (outside) return withoutRecord(delivery, outside, audit);
    const claimed = await services.ledger.claim(claim);
    if (!('is' in claimed)) return await withRecord(delivery, event, claim, claimed);
    const isDone = claimed.is === 'done';
    const left =
      isDone && operation.access && (await finishUnreleased({ ...delivery, operation }, event, claim, audit));
    return left || withoutRecord(delivery, resultOfRefusal(claimed, services.now()), audit);
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
  const { release, newer, accepted, ...attempted } = operation.access
    ? await withAccount({ ...delivery, operation }, event, claim, zuora, held)
    : await withoutAccount({ operation, command: event.command, zuora, key, history });
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
      ...newer,
    },
    settle: (disposition) => {
      const { requestId, requestIds, actedIn } = zuora.trail;
      const answered = { zuoraRequestId: requestId, zuoraRequestIds: requestIds, entityId: actedIn };
      const found = { superseded: newer?.superseded, accepted };
      const settlement = { ...disposition, epoch: key.epoch, ...answered, ...found };
      return settleBoth(disposition, () => services.ledger.settle(claim, settlement), release);
    },
  };
}

/** What an attempt leaves, whatever its operation. */
interface Carried extends Pick<Ending, 'result' | 'history' | 'confirm'>, Pick<Settlement, 'accepted'> {
  /** The entities in which something newer than the event counts. */
  readonly newer?: Pick<Audit, 'superseded' | 'supersededBy'>;
  /**
   * Ends what the attempt held beside the event's own record.
   *
   * @param disposition what the record says; undefined if it could not be written
   */
  readonly release: (disposition?: Disposition) => Promise<unknown>;
}

async function withoutAccount<C extends Command>(work: Work<C>): Promise<Carried> {
  const attempted = await attempt(work);
  return {
    ...attempted,
    confirm: () => confirmFailure(work, attempted.result),
    release: async () => {},
  };
}

async function withAccount<C extends Command>(
  delivery: Delivery<C> & { readonly operation: AccessOperation<C> },
  event: ReceivedEvent<C>,
  claim: Claim,
  zuora: ZuoraClient,
  { history, accepted }: LedgerRecord,
): Promise<Carried> {
  const held = await acquireAccount(delivery, event, claim, zuora);
  if ('refusal' in held) return { result: held.refusal, history, release: async () => {} };
  const { identityMessageId } = claim;
  const begun = { event, identityMessageId, ...held, zuora, history, changedBefore: accepted?.entityIds };
  const attempted = await attemptOnRecord(delivery, begun);
  return { ...attempted, newer: newerThan(attempted.oppositions) };
}

/** The entities in which something newer counts, and what it is. */
function newerThan(oppositions: RecordedAttempt['oppositions']): Pick<Audit, 'superseded' | 'supersededBy'> {
  if (oppositions.size === 0) return {};
  const supersededBy = [...oppositions].map(([entityId, { by, time }]) => ({
    ...{ entityId, operation: opponents[by] },
    time: time === undefined ? undefined : new Date(time).toISOString(),
  }));
  return { superseded: [...oppositions.keys()], supersededBy };
}

/**
 * The event's record first: what Zuora answered is known from then on, though the account may not be released. If the first
 * write fails, the second still remembers the answer.
 */
async function settleBoth(
  disposition: Disposition,
  settle: () => Promise<boolean>,
  release: Carried['release'],
): Promise<boolean> {
  let isOwner: boolean;
  try {
    isOwner = await settle();
  } catch (error) {
    await release();
    throw error;
  }
  if (isOwner) await release(disposition);
  return isOwner;
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
