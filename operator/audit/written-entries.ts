/** The entries that were written in a period, in an order that is the same each time. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import type { AuditReader } from './audit-reader.ts';
import { dayPartsOf, type Period } from './written-period.ts';

/**
 * Page by page: by day, in each by entity, and in each by time. Never all in memory.
 *
 * @param entityId only those about this entity
 */
export async function* entriesWrittenIn(
  reader: Pick<AuditReader, 'writtenIn'>,
  period: Period,
  entityId?: string,
): AsyncGenerator<readonly AuditEntry[]> {
  for (const part of dayPartsOf(period)) yield* inOneOrder(reader.writtenIn(part, entityId));
}

/** An index promises no order among entries of the same place. They may be on two pages. */
export async function* inOneOrder(pages: AsyncIterable<readonly AuditEntry[]>): AsyncGenerator<readonly AuditEntry[]> {
  let held: readonly AuditEntry[] = [];
  for await (const page of pages) {
    const all = [...held, ...page];
    const last = all.at(-1)?.place;
    yield all.filter(({ place }) => place !== last).sort(byPlace);
    held = all.filter(({ place }) => place === last);
  }
  yield held.toSorted(byPlace);
}

/** By code units, as DynamoDB orders ASCII; nothing here depends on a language. */
function byPlace(one: AuditEntry, other: AuditEntry): number {
  return (
    compare(one.place, other.place) || compare(one.account, other.account) || compare(one.position, other.position)
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
