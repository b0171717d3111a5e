/** Follows a published event to its outcome. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import type { Session } from '../stack/session.ts';
import { type EventProgress, progressOf } from './event-progress.ts';

/** Milliseconds between two reads of the ledger. */
const pollInterval = 500;

export type Followed = EventProgress & { readonly record: LedgerRecord | undefined };

export interface Following {
  /** Reads the event's record. */
  readonly read: () => Promise<LedgerRecord | undefined>;
  /** The record when the event was sent. */
  readonly before: LedgerRecord | undefined;
  /** Of the sent event. */
  readonly commandHash: string;
  /** Milliseconds at most. */
  readonly wait: number;
  /** Called with what the event waits for. */
  readonly onWait: (waitingFor: string) => void;
}

/** @returns how far the event has come at its outcome, at the end of the time, or at an interruption */
export async function follow(
  { interruption, now }: Session,
  { read, before, commandHash, wait, onWait }: Following,
): Promise<Followed> {
  const until = now() + wait;
  for (;;) {
    const record = await read();
    const progress = progressOf(record, before, commandHash);
    if ('outcome' in progress || interruption.aborted || now() >= until) return { ...progress, record };
    onWait(progress.waitingFor);
    await sleep(pollInterval, undefined, { signal: interruption }).catch(() => undefined);
  }
}

/** Whether Zuora shows what the event asks for. */
export function isCarriedOut(followed: EventProgress): boolean {
  return 'outcome' in followed && ['applied', 'already-applied'].includes(followed.outcome);
}
