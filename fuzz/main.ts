/** Translates many mutated identity events, and checks every invariant on the result. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { wholeNumber } from '../bench/soak/options.ts';
import { fuzzProperty } from './fuzz-property.ts';
import { invariants } from './invariants.ts';
import type { Run } from './run.ts';
import { eventsOf, soundParts } from './translation.ts';

const USAGE = `Usage: npm run fuzz -- [--count N] [--seed N]

Mutates identity events and translates them, alone and among good events. Exits with 1 if a payload
breaks an invariant, and prints that payload.

  --count N  the number of payloads (default: 5000)
  --seed N   equal seeds make equal payloads (default: 1)
`;

try {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  else process.exitCode = fuzz(wholeNumber('--count', values.count, 1), wholeNumber('--seed', values.seed, 0));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

/** @returns the exit code */
function fuzz(count: number, seed: number): number {
  const totals = new Map<string, number>();
  const add = (what: string, number = 1) => totals.set(what, (totals.get(what) ?? 0) + number);
  let slowest = 0;
  const countRun = ({ body, translated = [], duration }: Run) => {
    add('payloads');
    add('characters', body.length);
    slowest = Math.max(slowest, duration);
    add('decisions', eventsOf(translated).length);
    for (const { event } of translated) {
      if ('error' in event) add(`refused: ${event.error.reason}`);
      else for (const { kind } of event.readings) add(`read: ${kind}`);
    }
  };
  const details = fc.check(fuzzProperty(soundParts, invariants, countRun), { numRuns: count, seed });
  for (const [what, number] of [...totals].sort()) console.log(`${what.padEnd(32)}${number.toLocaleString('en')}`);
  console.log(`${'slowest, ms'.padEnd(32)}${slowest.toFixed(1)}`);
  if (!details.failed) {
    console.log(`Seed ${seed}: all ${invariants.length} invariants hold.`);
    return 0;
  }
  console.error(fc.defaultReportMessage(details));
  return 1;
}
