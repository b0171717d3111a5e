/** What the ledger's records of events that Zuora refused for want of rights say. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import type { Refusal } from '../../lib/zuora/classify.ts';
import { formatDuration } from '../duration.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Under which the ledger has them. */
export const reason: Refusal = 'permission-denied';

export interface Refusals {
  readonly records: readonly LedgerRecord[];
  /** How many records were read to find them. */
  readonly read: number;
  /** Whether that is the whole ledger. */
  readonly isAll: boolean;
}

export function judgeRefusals({ records, read, isAll }: Refusals, stage: string, now: number): Finding {
  const among = isAll ? '' : ` among the ${read} records read of the ledger, which has more`;
  if (records.length === 0) return ok(`none for want of rights${among}`);
  const refused = groupsOf(records)
    .map(([{ entityId = 'an entity unknown', operation, eventId, messageId, freeAt }, count]) => {
      const last = `the last, ${eventId ?? messageId}, ${formatDuration(now - freeAt)} ago`;
      return `${count} ${operation} in ${entityId} (${last})`;
    })
    .join('; ');
  return warn(
    `for want of rights${among}: ${refused}`,
    `Give the OAuth client's user administrator rights there (whether it has them now: zuora-access doctor --probe --stage ${stage}), then zuora-access dlq redrive --reason ${reason} --stage ${stage}`,
  );
}

/** The newest record of each entity and operation with how many there are, the newest first. */
function groupsOf(records: readonly LedgerRecord[]): [newest: LedgerRecord, count: number][] {
  const byNewest = records.toSorted((one, other) => other.freeAt - one.freeAt);
  const groups = Map.groupBy(byNewest, ({ entityId, operation }) => JSON.stringify([entityId, operation]));
  return [...groups.values()].flatMap(([newest, ...others]) => (newest ? [[newest, others.length + 1]] : []));
}
