/** Writes the newest results into docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallsRow } from '../measurements/calls.ts';
import type { ColdRow } from '../measurements/cold.ts';
import type { GrowthRow } from '../measurements/growth/curve.ts';
import type { LatencyRow } from '../measurements/latency.ts';
import type { MemoryRow } from '../measurements/memory.ts';
import type { TranslationRow } from '../measurements/translation.ts';
import type { WarmRow } from '../measurements/warm.ts';
import { type Results, readResults } from '../results.ts';
import { chartTitles } from './chart-titles.ts';
import { withBlocks } from './documentation.ts';
import { goalsTable } from './goals.ts';
import { markdownTable, type Table } from './table.ts';
import {
  callsTable,
  coldTable,
  growthTable,
  latencyTable,
  machineTable,
  memoryTable,
  translationTable,
  warmTable,
} from './tables.ts';

const page = join(import.meta.dirname, '../../docs/performance.md');

/** A measurement that nobody has made yet leaves its table as it is. */
export function updatePage(): void {
  const cold = readResults<ColdRow>('cold');
  const warm = readResults<WarmRow>('warm');
  const translation = readResults<TranslationRow>('translation');
  const latency = readResults<LatencyRow>('latency');
  const calls = readResults<CallsRow>('calls');
  const memory = readResults<MemoryRow>('memory');
  const growth = readResults<GrowthRow>('growth');
  const goals = goalsTable({
    ...{ cold: cold?.rows, warm: warm?.rows, translation: translation?.rows, latency: latency?.rows },
    ...{ memory: memory?.rows, growth: growth?.rows },
  });
  const all: readonly Results<unknown>[] = [cold, warm, translation, latency, calls, memory, growth].filter(
    (results) => results !== undefined,
  );
  const newest = all.toSorted((one, other) => other.date.localeCompare(one.date))[0];
  const blocks = {
    ...(newest && { machine: markdownTable(machineTable(newest.machine)) }),
    goals: markdownTable(goals),
    ...(cold && { cold: block(cold, coldTable, picture('cold')) }),
    ...(warm && { warm: block(warm, warmTable, picture('warm')) }),
    ...(translation && { translation: block(translation, translationTable) }),
    ...(latency && { latency: block(latency, latencyTable, picture('latency')) }),
    ...(calls && { calls: block(calls, callsTable) }),
    ...(memory && { memory: block(memory, memoryTable, picture('memory')) }),
    ...(growth && { growth: block(growth, growthTable, picture('growth')) }),
  };
  writeFileSync(page, withBlocks(readFileSync(page, 'utf8'), blocks));
}

function block<Row>(results: Results<Row>, tableOf: (rows: readonly Row[]) => Table, chart?: string): string {
  return [...(chart === undefined ? [] : [chart]), markdownTable(tableOf(results.rows)), provenance(results)].join(
    '\n\n',
  );
}

function picture(measurement: keyof typeof chartTitles): string {
  return `![${chartTitles[measurement]}](../bench/results/bench-${measurement}.svg)`;
}

/** A number means nothing without it. */
function provenance({ date, load, runs }: Results<unknown>): string {
  const measured = `Measured ${date.slice(0, 10)} in ${runs} ${runs === 1 ? 'run' : 'runs'}`;
  return `${measured}. The load was ${load.before} before and ${load.after} after.`;
}
