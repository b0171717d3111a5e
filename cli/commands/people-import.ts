/** `people import`: records what a source said of people at a time. */
import { SingleBar } from 'cli-progress';
import { People } from '../../lib/people/people.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { type ImportFormat, openImportFile } from '../../operator/people/import/import-file.ts';
import { type ImportResult, importPeople } from '../../operator/people/import/importing.ts';
import { PretendedPeople } from '../../operator/people/import/pretended-people.ts';
import type { ImportOrigin } from '../../operator/people/import/row-reading.ts';
import { openManyPeople } from '../../operator/people/open-people.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeImport, importFacts, importProblemTable, toImportJson } from '../reports/import-report.ts';
import { toJson } from '../terminal/text.ts';

export interface PeopleImportOptions {
  readonly format?: ImportFormat;
  readonly dryRun?: true;
  readonly json?: true;
}

/** What is imported, and by which policy. */
export interface Import {
  readonly file: string;
  readonly origin: ImportOrigin;
  readonly policy: Policy;
}

/**
 * @returns the exit code: 1 if a row was left out or is in conflict, or if the import was interrupted
 * @throws UnreadableFile
 */
export async function importFile(
  session: Session,
  { file, origin, policy }: Import,
  { format, dryRun, json }: PeopleImportOptions,
): Promise<number> {
  const { rows, share, notes } = await openImportFile(file, format);
  for (const note of notes) console.error(note);
  const table = await openManyPeople(session);
  const people = new People(dryRun ? new PretendedPeople(table, session.now) : table, policy, session.now);
  const bar = new SingleBar({
    format: '[{bar}] {percentage}%, {rows} rows, {eta_formatted} left',
    gracefulExit: false,
  });
  bar.start(1, 0, { rows: 0 });
  const onRow = (count: number) => bar.update(share(count), { rows: count });
  const result = await importPeople(rows, {
    people,
    policy,
    origin,
    interruption: session.interruption,
    onRow,
  }).finally(() => bar.stop());
  report(result, dryRun === true, json === true);
  const { conflicts, bad } = result.totals;
  return conflicts + bad > 0 || result.isInterrupted ? 1 : 0;
}

function report(result: ImportResult, isDryRun: boolean, isJson: boolean): void {
  console.log(isJson ? toJson(toImportJson(result)) : importFacts(result));
  if (!isJson && result.problems.length > 0) console.error(importProblemTable(result, process.stderr.columns));
  console.error(describeImport(result, isDryRun));
}
