/** What the ledger knows of an event, and what it says to a message that brings the event again. */
import type { Tally } from './decide.ts';

export interface LedgerRecord {
  readonly identity: string;
  readonly operation: string;
  readonly commandHash: string;
  readonly state: 'open' | 'done';
  /** The attempt that holds the record, or held it last. */
  readonly owner: string;
  /** From when on another attempt may take an open record; milliseconds since the epoch. */
  readonly freeAt: number;
  /** The message ID under which the event first arrived: its idempotency key. */
  readonly messageId: string;
  readonly epoch: number;
  /** Attempts that failed. */
  readonly attempts: number;
  readonly tally: Tally;
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
  readonly zuoraId?: string | undefined;
}

export type Standing =
  | { readonly is: 'done' | 'mismatch' | 'free' }
  | { readonly is: 'held'; readonly until: number }
  | { readonly is: 'replaceable'; readonly record: LedgerRecord };

/**
 * What a record that could not be claimed says.
 *
 * An event published again with other content is a mistake while the first is under way or done, and its correction once
 * the first has failed for good.
 */
export function standingOf(record: LedgerRecord | undefined, commandHash: string, now: number): Standing {
  if (!record) return { is: 'free' };
  const same = record.commandHash === commandHash;
  const held = record.freeAt > now;
  if (record.state === 'done') return { is: same ? 'done' : 'mismatch' };
  if (same) return held ? { is: 'held', until: record.freeAt } : { is: 'free' };
  const failedForGood = record.outcome === 'dead-letter' && !record.tally.unknown && !held;
  return failedForGood ? { is: 'replaceable', record } : { is: 'mismatch' };
}
