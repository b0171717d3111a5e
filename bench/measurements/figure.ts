/** A number that was measured in several runs. */
import { mean, median } from '../statistics/median.ts';

export interface Figure {
  /** The mean of the runs' medians. */
  readonly value: number;
  /** The median of each run. They tell how far the number is to be trusted. */
  readonly runs: readonly number[];
}

/** @param runs what was measured in each */
export function figureOf(runs: readonly (readonly number[])[]): Figure {
  const medians = runs.map(median);
  return { value: rounded(mean(medians)), runs: medians.map(rounded) };
}

/** To a tenth of a percent. */
export function rounded(number: number): number {
  return Number(number.toPrecision(4));
}

/** Calls `measure` for each run. */
export async function eachRun<Result>(runs: number, measure: (run: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await measure(run));
  return results;
}
