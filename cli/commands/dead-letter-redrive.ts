/** `dlq redrive`: sends dead letters again, to their source queues. */
import { redriveDisposal } from '../../operator/dead-letters/redrive.ts';
import type { Session } from '../../operator/stack/session.ts';
import { type DisposalOptions, runDisposal } from './disposal.ts';

export interface RedriveOptions extends DisposalOptions {
  readonly reason?: string[];
  readonly id?: string[];
  /** Milliseconds. */
  readonly olderThan?: number;
  /** Messages a second. */
  readonly rate?: number;
  /** Whether stale grants are sent too, and carried out. */
  readonly stale?: true;
}

/** @returns the exit code */
export function redriveDeadLetters(session: Session, options: RedriveOptions): Promise<number> {
  const { reason: reasons, id: ids, olderThan, rate, stale = false } = options;
  const redrive = { selection: { reasons, ids, olderThan }, rate, allowStale: stale };
  return runDisposal(session, options, redriveDisposal(redrive, session.interruption, session.now), {
    what: 'redrive',
    verb: 'send again',
    doneText: 'Sent again',
  });
}
