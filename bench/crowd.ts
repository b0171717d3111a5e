/**
 * Measures many people at once on a stack of its own: how fast they are imported, translated and given access, what the
 * safeguard does when all of them are said to leave, and how fast they are out once an operator has released them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCrowd } from './crowd/run.ts';
import { wholeNumber } from './soak/options.ts';

const usage = `Usage: npm run crowd -- [--people N]

Imports people, sends an event that each of them has joined, and then one that each of them has left. Exit code: 1 if the
safeguard let too many go, or if somebody has the wrong access in the end. The report goes to bench/results/.

  --people N  how many (default: 1000)
`;

try {
  const options = { people: { type: 'string', default: '1000' }, help: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ args: process.argv.slice(2), options });
  if (values.help) process.stdout.write(usage);
  else process.exitCode = await crowd(wholeNumber('--people', values.people, 100));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** @returns the exit code */
async function crowd(people: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-crowd-'));
  try {
    const { violations, ...figures } = await runCrowd(folder, people);
    const machine = { cpus: cpus().length, cpu: cpus()[0]?.model, node: process.versions.node };
    const results = join(import.meta.dirname, 'results');
    mkdirSync(results, { recursive: true });
    const file = join(results, `crowd-${people}.json`);
    const report = { date: new Date().toISOString(), people, machine, ...figures, violations };
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`${JSON.stringify({ ...figures, violations }, null, 2)}\nThe report is in ${file}`);
    return violations.length > 0 ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
