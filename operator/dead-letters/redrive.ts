/** Sends dead letters again, to their source queues. */
import { sha256 } from '../../lib/sha256.ts';
import { Pace } from '../pace.ts';
import type { DeadLetter } from './dead-letter.ts';
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
    isDone: (letter) => sent.has(keyOf(letter)),
    // No message waits once it is received: others could receive it again before it is sent.
    ...(rate !== undefined && { ready: () => pace.wait(0, interruption) }),
    act(queue, letters) {
      pace.reserve(letters.length);
      for (const letter of letters) sent.add(keyOf(letter));
      return queue.redrive(letters, allowStale);
    },
  };
}

/** The same for the letter of a message that has failed again. */
function keyOf({ queue, eventId, body, originalMessageId }: DeadLetter): string {
  return eventId === undefined ? originalMessageId : sha256([queue, body]);
}
