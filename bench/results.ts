/** The results of the measurements, as files in `bench/results/`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

const folder = join(import.meta.dirname, 'results');

export interface Results<Row> {
  readonly date: string;
  readonly machine: Machine;
  /** Processes that wanted the processor, before and after: the benchmark's own are among the latter. */
  readonly load: { readonly before: number; readonly after: number };
  readonly runs: number;
  readonly rows: readonly Row[];
}

/** @returns the file */
export function writeResults<Row>(measurement: string, results: Results<Row>): string {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(measurement);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return file;
}

/** @returns undefined if there are none yet */
export function readResults<Row>(measurement: string): Results<Row> | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(measurement), 'utf8'));
  } catch (error) {
    if (Object(error).code === 'ENOENT') return undefined;
    throw error;
  }
}

function fileOf(measurement: string): string {
  return join(folder, `bench-${measurement}.json`);
}
