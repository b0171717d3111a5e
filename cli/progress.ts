/** How far a published event has come, by its record in the ledger. */
import type { LedgerRecord } from '../lib/delivery/ledger-record.ts';

/** An outcome that is final, or what is waited for. */
export type Progress = { readonly outcome: string } | { readonly waitingFor: string };

/** @param before the record when the event was sent: it may tell of an earlier publication */
export function progressOf(record: LedgerRecord | undefined, before: LedgerRecord | undefined): Progress {
  if (before?.state === 'done') return { outcome: 'already-applied' };
  // Every attempt is an owner of its own.
  if (!record || record.owner === before?.owner) return { waitingFor: 'the function to take it' };
  const { state, unsettled, outcome = 'unknown', reason, attempts } = record;
  if (unsettled) return { waitingFor: `attempt ${attempts + 1}, which is under way` };
  if (state === 'done' || outcome === 'dead-letter') return { outcome };
  return { waitingFor: `attempt ${attempts + 1}, after ${outcome}: ${reason}` };
}
