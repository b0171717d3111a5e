/** The ledger's record of an event that was given up. */
import { noFailures } from '../../../lib/delivery/retry-decision.ts';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';

export const now = 1_795_253_400_000;
export const record: LedgerRecord = {
  version: 1,
  identity: 'i',
  operation: 'requestUserAccess',
  commandHash: 'hash',
  state: 'open',
  owner: 'owner',
  freeAt: now,
  messageId: 'first',
  epoch: 2,
  attempts: 3,
  tally: noFailures,
  unsettled: false,
  cutOff: false,
  outcome: 'dead-letter',
};
