/** Finishes an event that is done, but whose attempt was cut off before it released the linked account. */
import type { ReceivedEvent } from '../event/event.ts';
import { noHistory } from '../ledger/attempt-history.ts';
import type { Claim } from '../ledger/ledger.ts';
import { isApplied } from '../outcome.ts';
import { resultOfRefusal } from './account-lease.ts';
import type { Delivery } from './delivery.ts';
import { type Audit, type Ending, withoutRecord } from './ending.ts';
import type { AccessOperation, Command } from './operation.ts';
import { attemptOnRecord } from './recorded-attempt.ts';
import { unkeyedClient } from './unkeyed-client.ts';

/**
 * Access for a time may have ended since, and nobody knows yet when the account is due. And the audit log may lack what the
 * attempt did.
 *
 * @returns undefined if nothing is left to do
 */
export async function finishUnreleased<C extends Command>(
  delivery: Delivery<C> & { readonly operation: AccessOperation<C> },
  event: ReceivedEvent<C>,
  { owner, leaseExpiresAt, identityMessageId }: Claim,
  audit: Audit,
): Promise<Ending | undefined> {
  const { username: login = '', entityId } = event.command;
  const lease = await delivery.services.accounts.acquireUnreleased(login, event.identity, owner, leaseExpiresAt);
  if (!lease) return undefined;
  if ('is' in lease) return withoutRecord(delivery, resultOfRefusal(lease), audit);
  const zuora = unkeyedClient(delivery, entityId);
  const begun = { event, identityMessageId, lease, said: lease.said, zuora, history: noHistory };
  const { result, release } = await attemptOnRecord(delivery, begun);
  // The event is done. What this attempt could not end is due again.
  const ending = isApplied(result.outcome) ? result : ({ outcome: 'already-applied' } as const);
  const { actedIn, requestId: zuoraRequestId, requestIds: zuoraRequestIds } = zuora.trail;
  return {
    ...withoutRecord(delivery, ending, { ...audit, entityId: actedIn, zuoraRequestId, zuoraRequestIds }),
    settle: async () => {
      // What kept this attempt from finishing is not how the event ended.
      await release(result.outcome === 'dead-letter' ? undefined : { outcome: result.outcome });
      return true;
    },
  };
}
