/** Divides a time into parts, and counts what happened in each. */
import type { ActivityRow, LatencyPoint } from '../../shapes/activity.ts';

const parts = 60;

export interface Buckets {
  /** Seconds since the epoch. */
  readonly starts: readonly number[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  /** Milliseconds. */
  readonly length: number;
}

/** @param from and @param to milliseconds since the epoch */
export function bucketsOf(from: number, to: number): Buckets {
  const length = Math.max(1, (to - from) / parts);
  return { from, length, starts: Array.from({ length: parts }, (_, index) => (from + index * length) / 1000) };
}

/** @param at not before the first part; what came after the last one counts there, since its end is a moment old */
function indexOf({ from, length }: Buckets, at: number): number {
  return Math.min(parts - 1, Math.floor((at - from) / length));
}

/** Each includes the next: bars that lie over each other show the differences. */
export interface OutcomeBuckets {
  readonly all: readonly number[];
  readonly notFailed: readonly number[];
  readonly succeeded: readonly number[];
}

export function outcomeBuckets(rows: readonly ActivityRow[], buckets: Buckets): OutcomeBuckets {
  const zeros = () => new Array<number>(parts).fill(0);
  const [all, notFailed, succeeded] = [zeros(), zeros(), zeros()];
  for (const { at, severity } of rows) {
    const index = indexOf(buckets, at);
    add(all, index);
    if (severity !== 'failure') add(notFailed, index);
    if (severity !== 'failure' && severity !== 'warning') add(succeeded, index);
  }
  return { all, notFailed, succeeded };
}

function add(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** Milliseconds; null where Zuora was not called. */
export interface LatencyBuckets {
  readonly median: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export function latencyBuckets(points: readonly LatencyPoint[], buckets: Buckets): LatencyBuckets {
  const ofBucket = Array.from({ length: parts }, () => [] as number[]);
  for (const { at, milliseconds } of points) ofBucket[indexOf(buckets, at)]?.push(...milliseconds);
  const sorted = ofBucket.map((all) => all.sort((one, other) => one - other));
  const at = (share: number) => sorted.map((all) => (all.length === 0 ? null : quantile(all, share)));
  return { median: at(0.5), high: at(0.95) };
}

/** @param sorted at least one number, in order */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
