/** What an import recorded, and what it could not. */
import { formatCount } from '../../operator/counts.ts';
import type { ImportResult } from '../../operator/people/import/importing.ts';
import { formatFacts, formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 160;

export function importFacts({ totals }: ImportResult): string {
  const { conflicts, withoutLogin, repeated, bad } = totals;
  return formatFacts({
    New: totals.new,
    Changed: totals.changed,
    Unchanged: totals.unchanged,
    'In conflict': conflicts,
    'Without a login': withoutLogin,
    'Repeated rows': repeated,
    'Bad rows': bad,
  });
}

/** @param width of the terminal in characters, if there is one */
export function importProblemTable({ problems }: ImportResult, width: number | undefined): string {
  const rows = problems.map(({ place, problem }) => [clip(place, maxCellLength), clip(problem, maxCellLength)]);
  return formatTable(['ROW', 'PROBLEM'], rows, width);
}

/** In one sentence, or a few. */
export function describeImport({ totals, problems, isInterrupted }: ImportResult, isDryRun: boolean): string {
  const { conflicts, bad } = totals;
  const unlisted = conflicts + bad - problems.length;
  return [
    ...(isInterrupted ? ['Interrupted: run the import again, and it goes on.'] : []),
    ...(isDryRun ? ['Dry run: nothing was recorded.'] : ["Recorded. Nobody's access changes before the next event."]),
    ...(bad > 0 ? [`${formatCount(bad, 'row')} left out: correct them, and import them again.`] : []),
    ...(unlisted > 0 ? [`${formatCount(unlisted, 'more problem')} not listed.`] : []),
  ].join(' ');
}

export function toImportJson({ totals, problems, isInterrupted }: ImportResult): object {
  return { ...totals, isInterrupted, problems };
}
