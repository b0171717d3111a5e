/**
 * Finds out by simulation what limits the service, how it goes on after an outage of Zuora, and what a million messages cost.
 * The product's own code delivers the messages, in virtual time, on models of AWS and Zuora.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCost } from './scale/cost.ts';
import { measureLimits } from './scale/limits.ts';
import { measureOutages } from './scale/outages.ts';
import { costTable, limitsTable, outageTable } from './scale/tables.ts';
import { wholeNumber } from './soak/options.ts';

const usage = `Usage: npm run scale -- [limits|outage|cost] [--seed N] [--whole]

Prints the tables of docs/performance.md, and writes them to bench/results/. Without a name, it makes all three.

  --seed N  a whole number; the same seed makes the same run (default: 1)
  --whole   simulates every message of the outages in place of a sample, which takes hours
`;

const measurements = {
  limits: async (seed: number) => {
    const rows = await measureLimits(seed);
    return { rows, table: limitsTable(rows) };
  },
  outage: async (seed: number, isWhole: boolean) => {
    const rows = await measureOutages(seed, isWhole, (line) => console.log(line));
    return { rows, table: outageTable(rows) };
  },
  cost: async (seed: number) => {
    const rows = await measureCost(seed, 2000);
    return { rows, table: costTable(rows) };
  },
};

type Measurement = keyof typeof measurements;

try {
  const options = {
    seed: { type: 'string', default: '1' },
    whole: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  if (values.help) process.stdout.write(usage);
  else {
    const seed = wholeNumber('--seed', values.seed, 0);
    for (const name of positionals.length > 0 ? positionals : Object.keys(measurements)) {
      await measure(measurementOf(name), seed, values.whole);
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function measure(name: Measurement, seed: number, isWhole: boolean): Promise<void> {
  console.log(`\n${name}, seed ${seed}`);
  const { rows, table } = await measurements[name](seed, isWhole);
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  const report = { date: new Date().toISOString(), seed, node: process.versions.node, rows };
  writeFileSync(join(results, `scale-${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  console.log(table);
}

/** @throws Error that names the measurements */
function measurementOf(name: string): Measurement {
  if (name === 'limits' || name === 'outage' || name === 'cost') return name;
  throw new Error(`There is no measurement '${name}'. Choose among ${Object.keys(measurements).join(', ')}.`);
}
