/** The events that Zuora refused for missing rights. They are evidence that needs no call to Zuora. */
import { DeadLetterQueue } from '../dead-letters/dead-letter-queue.ts';
import { LedgerReader } from '../ledger/ledger-reader.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import { hasDeadLetterQueue, type Stack } from '../stack/stack.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { readFix } from './read-fix.ts';
import { judgeRefusals, type Refusals, refusalReason } from './refusals.ts';

/** Records. The ledger of a busy month is longer, and reading all of it would take too long. */
const maxRead = 10_000;

export function refusedEventsCheck({ aws }: Account, stack: Stack, now: () => number): Check<Refusals> {
  /** An event whose dead letter is gone was purged, or has expired: the ledger keeps its record. */
  async function hasDeadLetters(operation: string): Promise<boolean> {
    const { queue: name } = deployedOperations.find((one) => one.name === operation) ?? {};
    const queue = stack.queues.find((one) => one.name === name);
    if (queue === undefined || !hasDeadLetterQueue(queue)) return true;
    const { visible, inFlight } = await new DeadLetterQueue(aws.sqs, queue, 0).counts();
    return visible + inFlight > 0;
  }
  return {
    name: 'Refused events',
    async read() {
      const found = await new LedgerReader(aws.dynamodb, stack.ledger).failedFor(refusalReason, maxRead);
      const operations = [...new Set(found.records.map(({ operation }) => operation))];
      const waiting = new Map(
        await Promise.all(operations.map(async (one) => [one, await hasDeadLetters(one)] as const)),
      );
      const records = found.records.filter(({ operation }) => waiting.get(operation));
      return { ...found, records, gone: found.records.length - records.length };
    },
    judge: (refusals) => judgeRefusals(refusals, stack.stage, now()),
    fix: readFix('dynamodb:Scan', 'sqs:GetQueueAttributes'),
  };
}
