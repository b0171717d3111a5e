/** Judges the ledger's records of events that Zuora refused because the OAuth client's user lacks rights. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import type { Refusal } from '../../lib/zuora/classify.ts';
import { formatDuration } from '../duration.ts';
import { type Finding, ok, warn } from './finding.ts';

/** The reason that the ledger has for them. */
export const refusalReason: Refusal = 'permission-denied';

export interface Refusals {
  /** Those whose queue has dead letters. */
  readonly records: readonly LedgerRecord[];
  /** How many others there are, whose dead letters are gone. */
  readonly gone: number;
  /** How many records were read to find them. */
  readonly read: number;
  /** Whether those are all records of the ledger. */
  readonly isAll: boolean;
}

export function judgeRefusals({ records, gone, read, isAll }: Refusals, stage: string, now: number): Finding {
  const scope = isAll ? '' : ` among the first ${read} records of the ledger; it has more`;
  const past = gone > 0 ? `; ${gone} without a dead letter any more` : '';
  if (records.length === 0) return ok(`none for missing rights${scope}${past}`);
  const refused = groupByCall(records)
    .map(([{ entityId = 'an unknown entity', operation, eventId, messageId, leaseExpiresAt }, count]) => {
      const last = `the last, ${eventId ?? messageId}, ${formatDuration(now - leaseExpiresAt)} ago`;
      return `${count} ${operation} in ${entityId} (${last})`;
    })
    .join('; ');
  return warn(
    `for missing rights${scope}: ${refused}`,
    `Give the OAuth client's user administrator rights there. Check with zuora-access doctor --probe --stage ${stage}, then run zuora-access dlq redrive --reason ${refusalReason} --stage ${stage}`,
  );
}

/** Each entity and operation: its newest record, and how many records it has. The newest comes first. */
function groupByCall(records: readonly LedgerRecord[]): [newest: LedgerRecord, count: number][] {
  const byNewest = records.toSorted((one, other) => other.leaseExpiresAt - one.leaseExpiresAt);
  const groups = Map.groupBy(byNewest, ({ entityId, operation }) => JSON.stringify([entityId, operation]));
  return [...groups.values()].flatMap(([newest, ...others]) => (newest ? [[newest, others.length + 1]] : []));
}
