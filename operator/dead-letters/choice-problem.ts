/** When a redrive or a purge has failed although each chosen message was taken: there was not what the operator named. */
import type { DisposalCounts } from './disposal-counts.ts';
import { describeSelection, isSpecific, type Selection } from './selection.ts';

/**
 * Counts only once all messages were looked at.
 *
 * @returns a sentence; undefined if there was what the selection names
 */
export function choiceProblem(
  selection: Selection,
  { chosen, stale, missingIds }: Pick<DisposalCounts, 'chosen' | 'stale' | 'missingIds'>,
): string | undefined {
  if (missingIds.length > 0) return describeMissing({ ...selection, ids: missingIds });
  if (chosen > 0 || !isSpecific(selection)) return undefined;
  return stale > 0 ? 'All of those are stale. Choose stale ones too to send them.' : describeMissing(selection);
}

function describeMissing(selection: Selection): string {
  return `There is no dead letter ${describeSelection(selection)}. Another consumer may have received it, which hides it for some minutes. Look again then.`;
}
