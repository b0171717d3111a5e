/** The events that Zuora refused for want of rights: the evidence that is there without asking Zuora for more. */
import { LedgerReader } from '../ledger/ledger-reader.ts';
import type { Stack } from '../stack/stack.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { mendOf } from './read-fix.ts';
import { judgeRefusals, type Refusals, reason } from './refusals.ts';

/** So many records are read at the most: a ledger has as many as there were events in a month. */
const most = 10_000;

export function refusedEventsCheck({ clients }: Account, stack: Stack, now: () => number): Check<Refusals> {
  return {
    name: 'Refused events',
    read: () => new LedgerReader(clients.dynamodb, stack.ledger).failedFor(reason, most),
    judgeRule: (refusals) => judgeRefusals(refusals, stack.stage, now()),
    mend: mendOf('dynamodb:Scan'),
  };
}
