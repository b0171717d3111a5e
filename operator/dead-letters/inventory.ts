/** How many dead letters there are, and when: an operator decides about those, and about no later ones. */
import type { DeadLetterQueue } from './dead-letter-queue.ts';

/**
 * A moment by the clock of SQS, which also dates the letters. Its answers tell whole seconds. In milliseconds since the
 * epoch.
 */
export interface Moment {
  readonly earliest: number;
  readonly latest: number;
}

/** The numbers are approximate. */
export interface Inventory {
  readonly visible: number;
  readonly inFlight: number;
  readonly asOf: Moment;
}

/** @param now of this machine, which counts where a proxy withholds the time of SQS */
export async function takeInventory(
  queues: readonly Pick<DeadLetterQueue, 'counts'>[],
  now: () => number,
): Promise<Inventory> {
  const counts = await Promise.all(queues.map((queue) => queue.counts()));
  const moments = counts.map(({ date }) => momentOf(date) ?? { earliest: Number.NEGATIVE_INFINITY, latest: now() });
  return {
    visible: counts.reduce((sum, { visible }) => sum + visible, 0),
    inFlight: counts.reduce((sum, { inFlight }) => sum + inFlight, 0),
    asOf: {
      earliest: Math.min(...moments.map(({ earliest }) => earliest)),
      latest: Math.max(...moments.map(({ latest }) => latest)),
    },
  };
}

function momentOf(date: string | undefined): Moment | undefined {
  const earliest = Date.parse(date ?? '');
  return Number.isNaN(earliest) ? undefined : { earliest, latest: earliest + 999 };
}
