/** Finishes an event that is done, but whose attempt was cut off before it released the linked account. */
import type { ReceivedEvent } from '../event/event.ts';
import { noHistory } from '../ledger/attempt-history.ts';
import type { Claim } from '../ledger/ledger.ts';
import { isApplied } from '../outcome.ts';
import { attemptAccess } from './access-attempt.ts';
import { resultOfRefusal } from './account-lease.ts';
import type { Delivery } from './delivery.ts';
import type { Result } from './disposition.ts';
import { type Audit, type Ending, withoutRecord } from './ending.ts';
import { IdempotencyKey } from './idempotency-key.ts';
import type { AccessOperation, Command } from './operation.ts';

/**
 * Access for a time may have ended since, and nobody knows yet when the account is due.
 *
 * @returns undefined if nothing is left to do
 */
export async function finishUnreleased<C extends Command>(
  delivery: Delivery<C> & { readonly operation: AccessOperation<C> },
  { identity: event, command }: ReceivedEvent<C>,
  { owner, leaseExpiresAt }: Claim,
  audit: Audit,
): Promise<Ending | undefined> {
  const { operation, record, services, deadline } = delivery;
  const { accounts, now, settings } = services;
  const { username: login = '', entityId } = command;
  const lease = await accounts.acquireUnreleased(login, event, owner, leaseExpiresAt);
  if (!lease) return undefined;
  if ('is' in lease) return withoutRecord(delivery, resultOfRefusal(lease), audit);
  const zuora = services.zuora({
    entityId,
    trackId: record.messageId,
    // Access is written by PUT, which has no key.
    idempotencyKey: new IdempotencyKey(record.messageId, 0),
    requireTime: (timeout) => deadline.requireCall(timeout),
  });
  const { access } = operation;
  const work = { access, login, said: lease.said, lease, zuora, accounts, now };
  const attempted = await attemptAccess({ ...work, history: noHistory, quietAfter: settings.leaseGrace });
  const { result, learned } = attempted;
  // The event is done. What this attempt could not end is due again.
  const done: Result = isApplied(result.outcome) ? result : { outcome: 'already-applied' };
  const { actedIn, requestId: zuoraRequestId, requestIds: zuoraRequestIds } = zuora.trail;
  return {
    ...withoutRecord(delivery, done, { ...audit, entityId: actedIn, zuoraRequestId, zuoraRequestIds }),
    settle: async () => {
      await accounts.release(attempted.lease, learned);
      return true;
    },
  };
}
