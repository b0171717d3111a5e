/** How a cost of the service grows with a size. */
import type { Bench } from '../../bench.ts';
import { exponentOf, type Point } from '../../statistics/fit.ts';
import { rounded } from '../figure.ts';

export interface Curve {
  readonly name: string;
  readonly title: string;
  /** What the size counts, and what the cost is measured in. */
  readonly size: string;
  readonly cost: string;
  /** @returns a point for each size */
  readonly measure: (bench: Bench) => Promise<Point[]> | Point[];
}

export interface GrowthRow extends Omit<Curve, 'measure'> {
  readonly points: readonly Point[];
  /** The power of the size by which the cost grows, over all sizes, and between the last two. */
  readonly exponent: number;
  readonly lastExponent: number;
}

export async function measureCurve(bench: Bench, { measure, ...curve }: Curve): Promise<GrowthRow> {
  const points = (await measure(bench)).map(({ size, cost }) => ({ size, cost: rounded(cost) }));
  return {
    ...curve,
    points,
    exponent: rounded(exponentOf(points)),
    lastExponent: rounded(exponentOf(points.slice(-2))),
  };
}

/** V8 has compiled what is used often by then. */
const warmUps = 10;
const repeats = 20;

/** Milliseconds of the processor that some work takes: the least of several times, which nothing else has disturbed. */
export function cpuTimeOf(work: () => unknown): number {
  for (let time = 0; time < warmUps; time += 1) work();
  return Math.min(...Array.from({ length: repeats }, () => onceTimed(work)));
}

function onceTimed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
