/** `dlq redrive`: sends dead letters again, to the queues that they came from. */
import { type DisposalOptions, dispose } from '../../operator/dead-letters/disposal.ts';
import { Pace } from '../../operator/dead-letters/pace.ts';
import type { Session } from '../../operator/session.ts';

export interface RedriveOptions extends DisposalOptions {
  readonly reason?: string[];
  readonly id?: string[];
  /** Milliseconds. */
  readonly olderThan?: number;
  /** Messages a second. */
  readonly rate?: number;
  /** Whether grants that are stale are sent too, and carried out. */
  readonly stale?: true;
}

/** @returns the exit code */
export function redrive(session: Session, options: RedriveOptions): Promise<number> {
  const { interruption, now } = session;
  const { reason: reasons, id: ids, olderThan, rate = Number.POSITIVE_INFINITY, stale } = options;
  const pace = new Pace(rate, now);
  return dispose(session, options, {
    selection: { reasons, ids, olderThan, leavesStale: !stale },
    verb: 'send again',
    past: 'Sent again',
    most: pace.batch,
    async act(queue, letters) {
      await pace.take(letters.length, interruption);
      return interruption.aborted ? [] : Promise.allSettled(letters.map((letter) => queue.redrive(letter, stale)));
    },
  });
}
