/** Measures the service beside other ways to do its work, and how its costs grow. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { formatTable } from '../cli/terminal/table.ts';
import { Bench } from './bench.ts';
import { contenderOf, contenders } from './contenders.ts';
import { currentLoad, describeMachine } from './machine.ts';
import { type Measurement, measurements } from './measurements.ts';
import { updatePage } from './report/performance-page.ts';
import { writeResults } from './results.ts';
import { wholeNumber } from './soak/options.ts';

const usage = `Usage: npm run bench -- [measurement...] [options]

Measurements: ${Object.keys(measurements).join(', ')}. Without one, all but: ${longOnes().join(', ')}.
The results go to bench/results/ and to docs/performance.md.

  --contenders A,B  only these: ${contenders.map(({ name }) => name).join(', ')}
  --runs N          how often everything is measured from the start (default: 2)
  --rounds N        how often each contender has its turn in a run (default: the measurement's own)
`;

const options = {
  contenders: { type: 'string' },
  runs: { type: 'string', default: '2' },
  rounds: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

try {
  const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  if (values.help) process.stdout.write(usage);
  else await bench(positionals, values);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

interface Chosen {
  readonly contenders?: string;
  readonly runs: string;
  readonly rounds?: string;
}

async function bench(words: readonly string[], chosen: Chosen): Promise<void> {
  const names = chosen.contenders?.split(',').map((name) => contenderOf(name).name);
  const runs = wholeNumber('--runs', chosen.runs, 1);
  const rounds = chosen.rounds === undefined ? undefined : wholeNumber('--rounds', chosen.rounds, 1);
  for (const [word, measurement] of measurementsOf(words)) {
    await inNewFolder(async (folder) => {
      const load = currentLoad();
      const all = names ?? measurement.names ?? contenders.map(({ name }) => name);
      const prepared = await Bench.prepare({ folder, names: all, runs, rounds, tell });
      const { rows, table } = await measurement.measure(prepared);
      const loads = { before: load, after: currentLoad() };
      const date = new Date().toISOString();
      const file = writeResults(word, { date, machine: describeMachine(), load: loads, runs, rows });
      console.log(
        `\n${formatTable(table.titles, table.rows, process.stdout.columns)}\n\nLoad before: ${loads.before}, after: ${loads.after}. Results: ${file}`,
      );
    });
  }
  // In a process of its own: what draws is in the package of the benchmark alone.
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'charts/main.ts')]);
  updatePage();
}

/** @throws Error for a word that is no measurement */
function measurementsOf(words: readonly string[]): (readonly [string, Measurement])[] {
  const chosen = words.length > 0 ? words : Object.keys(measurements).filter((word) => !longOnes().includes(word));
  return chosen.map((word) => {
    const measurement = measurements[word];
    if (measurement) return [word, measurement];
    throw new Error(`There is no measurement ${word}. There are: ${Object.keys(measurements).join(', ')}.`);
  });
}

function longOnes(): string[] {
  return Object.entries(measurements).flatMap(([word, { isLong }]) => (isLong ? [word] : []));
}

async function inNewFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-bench-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tell(progress: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${progress}`);
}
