/** Trends of the functions' heaps. */
import { type OperationName, operations } from './operations.ts';

/** The heap of one process after a forced collection. */
export interface HeapSample {
  /** Milliseconds. */
  readonly at: number;
  readonly operation: OperationName;
  readonly bytes: number;
}

/** Medians over all processes of a function, in bytes. */
export interface HeapTrend {
  readonly operation: OperationName;
  readonly samples: number;
  readonly firstHalf: number;
  readonly lastTenth: number;
  /** How much larger the last tenth is, as a share of the first half. */
  readonly growth: number;
}

/** One for each function that was seen in both parts of the time from `begin` to `end`. */
export function heapTrends(samples: readonly HeapSample[], begin: number, end: number): HeapTrend[] {
  const halfTime = begin + (end - begin) / 2;
  const lastTenthBegins = end - (end - begin) / 10;
  return operations.flatMap((operation) => {
    const own = samples.filter((sample) => sample.operation === operation && sample.at >= begin && sample.at <= end);
    const firstHalf = median(own.filter(({ at }) => at < halfTime));
    const lastTenth = median(own.filter(({ at }) => at >= lastTenthBegins));
    if (firstHalf === undefined || lastTenth === undefined) return [];
    return [{ operation, samples: own.length, firstHalf, lastTenth, growth: lastTenth / firstHalf - 1 }];
  });
}

function median(samples: readonly HeapSample[]): number | undefined {
  return samples.map(({ bytes }) => bytes).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}
