/** Finds what the ledger knows of an event, by the cheapest way. */
import { EffectiveChangeLedger } from '../effective/effective-changes.ts';
import type { Session } from '../stack/session.ts';
import { type FoundEvents, findEvents } from './event-search.ts';
import { LedgerReader } from './ledger-reader.ts';

export interface EventLookup {
  /** Of the event: then one read is enough. */
  readonly source?: string | undefined;
  /** Without a source: where an earlier search ended. */
  readonly from?: string | undefined;
  /** Without a source: about how many records to read at most. */
  readonly maxRecords: number;
  /** Called when a search begins, with no records, and after each page of it. */
  readonly onSearch: (count: number) => void;
}

/** @param text an id that `status` takes, or a login */
export async function lookUpEvent(
  { aws, stack, interruption, now }: Session,
  text: string,
  { source, from, maxRecords, onSearch }: EventLookup,
): Promise<FoundEvents> {
  const byId = { records: [], changes: [], isPerson: false, withoutPerson: 0, read: 0 };
  if (source !== undefined) {
    return { ...byId, records: await new LedgerReader(aws.dynamodb, stack.ledger).find(source, text) };
  }
  // The id of an effective-dated change is its key, so that nothing is searched.
  const change = await new EffectiveChangeLedger(aws.dynamodb, stack.ledger, now).get(text);
  if (change !== undefined) return { ...byId, changes: [change] };
  onSearch(0);
  return findEvents(aws.dynamodb, stack.ledger, text, { from, maxRead: maxRecords, interruption, onRead: onSearch });
}
