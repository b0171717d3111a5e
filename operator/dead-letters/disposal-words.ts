/** What became of the messages of a redrive or a purge. */
import { formatOccurrences } from '../counts.ts';
import type { DisposalCounts } from './disposal-counts.ts';

/** @param count of stale grants that a redrive did not send */
export function describeStale(count: number): string {
  return `stale, not sent without --stale: ${count}`;
}

/** @param doneText what was done, such as `Sent again` */
export function describeDisposal(doneText: string, { done, notChosen, stale, problems }: DisposalCounts): string {
  const parts = [
    `${doneText}: ${done}`,
    notChosen > 0 && `not chosen: ${notChosen}`,
    stale > 0 && describeStale(stale),
    problems.length > 0 && `failed: ${formatOccurrences(problems)}`,
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}
