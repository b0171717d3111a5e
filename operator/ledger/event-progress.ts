/** How far a published event has come, by its record in the ledger. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';

/** A final outcome, or what the event waits for. */
export type EventProgress =
  | { readonly outcome: string; readonly reason?: string | undefined }
  | { readonly waitingFor: string };

/** Outcomes of an open record that no delivery changes. */
const finalOutcomes = ['dead-letter', 'superseded', 'no-such-user', 'waiting-for-account'];

/**
 * @param before the record when the event was sent: it may belong to an earlier publication
 * @param commandHash of the sent event: another event of the same identity may have been faster
 */
export function progressOf(
  record: LedgerRecord | undefined,
  before: LedgerRecord | undefined,
  commandHash: string,
): EventProgress {
  if (record && record.commandHash !== commandHash) return { outcome: 'dead-letter', reason: 'payload-mismatch' };
  if (before?.state === 'done') return { outcome: 'already-applied' };
  // An attempt that was already under way may finish the event under its own owner.
  if (record?.state === 'done') return { outcome: record.outcome ?? 'applied' };
  // Every attempt is an owner of its own.
  if (!record || record.owner === before?.owner) return { waitingFor: 'the function to receive it' };
  const { unsettled, outcome = 'unknown', reason, history } = record;
  if (unsettled) return { waitingFor: `attempt ${history.attempts + 1}, which is under way` };
  if (finalOutcomes.includes(outcome)) return { outcome, reason };
  return { waitingFor: `attempt ${history.attempts + 1}, after ${outcome}: ${reason}` };
}
