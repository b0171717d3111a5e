/**
 * Sends thousands of messages through its own local stack while Zuora, the functions and the secret fail. Then checks
 * that each event was applied once.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBroken } from './soak/judgement.ts';
import { parseSoakOptions, type SoakOptions, usage } from './soak/options.ts';
import { reportOf, tableOf } from './soak/report.ts';
import { runSoak } from './soak/run.ts';
import { scheduleOf } from './soak/schedule.ts';

const resultsFolder = join(import.meta.dirname, 'results');

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interruption.abort(new Error('Interrupted.')));

try {
  const options = parseSoakOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else process.exitCode = await soak(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** @returns the exit code */
async function soak(options: SoakOptions): Promise<number> {
  const { seed, messages } = options;
  const schedule = scheduleOf(seed, messages);
  console.log(`Schedule of seed ${seed} with ${messages} messages: SHA-256 ${schedule.hash}`);
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-soak-'));
  try {
    const done = await runSoak(options, schedule, folder, interruption.signal);
    const report = reportOf(done);
    const file = join(resultsFolder, `soak-${seed}-${messages}.json`);
    mkdirSync(resultsFolder, { recursive: true });
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`${tableOf(report)}\nThe report is in ${file}`);
    return isBroken(done.judgement) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
