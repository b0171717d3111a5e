/** The ledger's record of an event that was given up. */
import { noFailures } from '../../../lib/ledger/attempt-history.ts';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';

export const now = 1_795_253_400_000;
export const record: LedgerRecord = {
  version: 1,
  identity: 'i',
  operation: 'requestUserAccess',
  commandHash: 'hash',
  state: 'open',
  owner: 'owner',
  leaseExpiresAt: now,
  messageId: 'first',
  epoch: 2,
  history: { attempts: 3, waited: 0, failures: noFailures },
  unsettled: false,
  outcome: 'dead-letter',
};
