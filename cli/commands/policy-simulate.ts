/** `policy simulate`: what a policy makes of a folder of events. Sends nothing. */
import { join } from 'node:path';
import type { Policy } from '../../lib/policy/policy.ts';
import { explainError } from '../../operator/explain-error.ts';
import { readBodyFile } from '../../operator/files/input-file.ts';
import { listEventFiles } from '../../operator/policy/event-files.ts';
import { rowOfFailure, type SimulationRow, simulateMessage, totalsOf } from '../../operator/policy/simulation.ts';
import { describeTotals, simulationTable } from '../reports/simulation-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface SimulateOptions {
  readonly json?: true;
}

/**
 * @param now milliseconds since the epoch
 * @returns the exit code: 1 when a file or folder cannot be read, or makes the translation fail
 */
export async function simulatePolicy(
  policy: Policy,
  folder: string,
  { json }: SimulateOptions,
  now: number,
): Promise<number> {
  const { files, problems } = await listEventFiles(folder);
  const sentAt = new Date(now).toISOString();
  const rows: SimulationRow[] = [];
  for (const [index, file] of files.entries()) {
    showProgress(`${index + 1} of ${files.length}: ${file}`);
    rows.push(...(await simulateFile(policy, folder, file, sentAt)));
  }
  clearProgress();
  if (json) console.log(toJson({ rows, totals: totalsOf(rows) }));
  else if (rows.length > 0) console.log(simulationTable(rows, process.stdout.columns));
  for (const problem of problems) console.error(explainError(problem));
  console.error(rows.length > 0 ? describeTotals(rows) : 'There is no *.json file in the folder.');
  return problems.length > 0 || rows.some(({ outcome }) => outcome === 'error') ? 1 : 0;
}

async function simulateFile(
  policy: Policy,
  folder: string,
  file: string,
  sentAt: string,
): Promise<readonly SimulationRow[]> {
  try {
    return simulateMessage(policy, file, await readBodyFile(join(folder, file)), sentAt);
  } catch (error) {
    return [rowOfFailure(file, error)];
  }
}
