/** How far a published event has come, by its record in the ledger. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';

/** An outcome that is final, or what is waited for. */
export type Progress =
  | { readonly outcome: string; readonly reason?: string | undefined }
  | { readonly waitingFor: string };

/**
 * @param before the record when the event was sent: it may tell of an earlier publication
 * @param commandHash what was sent; an event of the same identity that asks for something else may be faster
 */
export function progressOf(
  record: LedgerRecord | undefined,
  before: LedgerRecord | undefined,
  commandHash: string,
): Progress {
  if (record && record.commandHash !== commandHash) return { outcome: 'dead-letter', reason: 'payload-mismatch' };
  if (before?.state === 'done') return { outcome: 'already-applied' };
  // An attempt that was under way before may end it, under its own name.
  if (record?.state === 'done') return { outcome: record.outcome ?? 'applied' };
  // Every attempt is an owner of its own.
  if (!record || record.owner === before?.owner) return { waitingFor: 'the function to take it' };
  const { unsettled, outcome = 'unknown', reason, attempts } = record;
  if (unsettled) return { waitingFor: `attempt ${attempts + 1}, which is under way` };
  if (outcome === 'dead-letter' || outcome === 'superseded') return { outcome, reason };
  return { waitingFor: `attempt ${attempts + 1}, after ${outcome}: ${reason}` };
}
