/** `policy simulate`: what a policy makes of a folder of events. Nothing is sent. */
import { join } from 'node:path';
import type { Policy } from '../../lib/policy/policy.ts';
import { explain } from '../../operator/errors.ts';
import { bodyOf } from '../../operator/files/input-file.ts';
import { eventFilesIn } from '../../operator/policy/event-files.ts';
import { type Row, rowOfFailure, rowsOf, simulationTable, sumOf, totalsOf } from '../../operator/policy/simulation.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface SimulateOptions {
  readonly json?: true;
}

/**
 * @param now milliseconds since the epoch
 * @returns the exit code: 1 when a file or folder cannot be read, or brings the translation down
 */
export async function simulate(
  policy: Policy,
  folder: string,
  { json }: SimulateOptions,
  now: number,
): Promise<number> {
  const { files, problems } = await eventFilesIn(folder);
  const sentAt = new Date(now).toISOString();
  const rows: Row[] = [];
  for (const [index, file] of files.entries()) {
    showProgress(`${index + 1} of ${files.length}: ${file}`);
    rows.push(...(await rowsOfFile(policy, folder, file, sentAt)));
  }
  clearProgress();
  if (json) console.log(toJson({ rows, totals: totalsOf(rows) }));
  else if (rows.length > 0) console.log(simulationTable(rows));
  for (const problem of problems) console.error(explain(problem));
  console.error(rows.length > 0 ? sumOf(rows) : 'There is no file *.json in the folder.');
  return problems.length > 0 || rows.some(({ outcome }) => outcome === 'error') ? 1 : 0;
}

async function rowsOfFile(policy: Policy, folder: string, file: string, sentAt: string): Promise<readonly Row[]> {
  try {
    return rowsOf(policy, file, await bodyOf(join(folder, file)), sentAt);
  } catch (error) {
    return [rowOfFailure(file, error)];
  }
}
