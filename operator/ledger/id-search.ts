/** Finds everything in the ledger by an id of an event. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type EffectiveChange, effectiveChangeOf, effectivePrefix } from '../../lib/ledger/effective-change.ts';
import type { LedgerItem } from '../../lib/ledger/ledger-item.ts';
import { type LedgerRecord, recordOf } from '../../lib/ledger/ledger-record.ts';
import { isAnnouncedBy } from '../effective/change-facts.ts';
import { ledgerPages } from './ledger-pages.ts';
import { hasId } from './record-facts.ts';

export interface FoundById {
  readonly records: readonly LedgerRecord[];
  /** The changes that the event announced for a date. */
  readonly changes: readonly EffectiveChange[];
}

const mayHaveId =
  'eventId = :id OR messageId = :id OR contains(correlationId, :id) OR (attribute_exists(effectiveAt) AND contains(announcedBy, :id))';

/**
 * Reads the whole table once, or less when interrupted.
 *
 * @param id any that `hasId` knows a record by, or the identity system's own id of an event
 */
export async function findById(
  client: DynamoDBClient,
  table: string,
  id: string,
  interruption: AbortSignal,
): Promise<FoundById> {
  const items: LedgerItem[] = [];
  for await (const { Items = [] } of ledgerPages(client, table, { expression: mayHaveId, values: { ':id': id } })) {
    items.push(...Items);
    if (interruption.aborted) break;
  }
  const { effective = [], event = [] } = Object.groupBy(items, ({ identity }) =>
    identity?.S?.startsWith(effectivePrefix) ? 'effective' : 'event',
  );
  return {
    records: event.map(recordOf).filter((record) => hasId(record, id)),
    changes: effective.map(effectiveChangeOf).filter((change) => isAnnouncedBy(change, id)),
  };
}
