/** The events that Zuora refused for missing rights. They are evidence that needs no call to Zuora. */
import { LedgerReader } from '../ledger/ledger-reader.ts';
import type { Stack } from '../stack/stack.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { readFix } from './read-fix.ts';
import { judgeRefusals, type Refusals, refusalReason } from './refusals.ts';

/** Records. The ledger of a busy month is longer, and reading all of it would take too long. */
const maxRead = 10_000;

export function refusedEventsCheck({ aws }: Account, stack: Stack, now: () => number): Check<Refusals> {
  return {
    name: 'Refused events',
    read: () => new LedgerReader(aws.dynamodb, stack.ledger).failedFor(refusalReason, maxRead),
    judge: (refusals) => judgeRefusals(refusals, stack.stage, now()),
    fix: readFix('dynamodb:Scan'),
  };
}
