/** Leaves it to a look what an attempt did that was cut off. */
import { dueAtOnce } from '../account/due-partitions.ts';
import type { AccountRefusal } from '../account/lease.ts';
import type { LinkedAccounts } from '../account/linked-accounts.ts';
import type { Claim } from '../ledger/ledger.ts';

/**
 * An event that is refused before it acquires the account may have had such an attempt. Its message does not come again.
 *
 * @param event its identity
 * @returns why it is not left to a look yet; undefined if it is, or if there was no such attempt
 */
export async function leaveToLook(
  accounts: Pick<LinkedAccounts, 'acquireUnreleased' | 'abandon'>,
  login: string,
  event: string,
  { owner, leaseExpiresAt }: Claim,
): Promise<AccountRefusal | undefined> {
  const lease = await accounts.acquireUnreleased(login, event, owner, leaseExpiresAt);
  if (lease === undefined || 'is' in lease) return lease;
  await accounts.abandon(lease, dueAtOnce);
  return undefined;
}
