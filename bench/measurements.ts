/** The measurements by name, each with its table. */
import type { Bench } from './bench.ts';
import { measureCalls } from './measurements/calls.ts';
import { measureCold } from './measurements/cold.ts';
import { measureGrowth } from './measurements/growth.ts';
import { measureLatency } from './measurements/latency.ts';
import { measureMemory } from './measurements/memory.ts';
import { measureTranslation } from './measurements/translation.ts';
import { measureWarm } from './measurements/warm.ts';
import type { Table } from './report/table.ts';
import {
  callsTable,
  coldTable,
  growthTable,
  latencyTable,
  memoryTable,
  translationTable,
  warmTable,
} from './report/tables.ts';

export interface Measurement {
  readonly measure: (bench: Bench) => Promise<Measured>;
  /** Whether it is made only when it is asked for. */
  readonly isLong: boolean;
  /** The contenders, where none are chosen; all if left out. */
  readonly names?: readonly string[];
}

/** The rows of the results, and the table of them. */
export interface Measured {
  readonly rows: readonly object[];
  readonly table: Table;
}

function measurement<Row extends object>(
  measure: (bench: Bench) => Promise<readonly Row[]>,
  tableOf: (rows: readonly Row[]) => Table,
): Measurement {
  const measured = async (bench: Bench) => {
    const rows = await measure(bench);
    return { rows, table: tableOf(rows) };
  };
  return { measure: measured, isLong: false };
}

export const measurements: Readonly<Record<string, Measurement>> = {
  cold: measurement(measureCold, coldTable),
  warm: measurement(measureWarm, warmTable),
  translation: { ...measurement(measureTranslation, translationTable), names: ['service'] },
  latency: measurement(measureLatency, latencyTable),
  calls: measurement(measureCalls, callsTable),
  growth: { ...measurement(measureGrowth, growthTable), names: ['service'] },
  memory: {
    ...measurement(measureMemory, memoryTable),
    isLong: true,
    names: ['service', 'powertools', 'axios-two-writes'],
  },
};
