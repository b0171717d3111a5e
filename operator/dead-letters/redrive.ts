/** Sends dead letters again, to their source queues. */
import { Pace } from '../pace.ts';
import type { Disposal } from './disposal.ts';
import type { Selection } from './selection.ts';

export interface Redrive {
  readonly selection: Omit<Selection, 'excludesStale'>;
  /** Messages a second; undefined for no limit. */
  readonly rate: number | undefined;
  /** Whether stale grants are sent too, and carried out. */
  readonly allowStale: boolean;
}

/** @param now milliseconds since the epoch */
export function redriveDisposal(redrive: Redrive, interruption: AbortSignal, now: () => number): Disposal {
  const { selection, rate, allowStale } = redrive;
  const pace = new Pace(rate ?? Number.POSITIVE_INFINITY, now);
  const sent = new Set<string>();
  return {
    selection: { ...selection, excludesStale: !allowStale },
    batch: pace.batch,
    isDone: ({ originalMessageId }) => sent.has(originalMessageId),
    // No message waits once it is received: others could receive it again before it is sent.
    ...(rate !== undefined && { ready: () => pace.wait(0, interruption) }),
    act(queue, letters) {
      pace.reserve(letters.length);
      for (const { originalMessageId } of letters) sent.add(originalMessageId);
      return queue.redrive(letters, allowStale);
    },
  };
}
