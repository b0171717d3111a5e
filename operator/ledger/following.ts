/** Waits for what becomes of a published event. */
import { setTimeout as sleep } from 'node:timers/promises';
import { clearProgress, showProgress } from '../../cli/terminal/progress-line.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import type { Session } from '../session.ts';
import { type Progress, progressOf } from './event-progress.ts';

/** Milliseconds between two looks into the ledger. */
const period = 500;

export type Followed = Progress & { readonly record: LedgerRecord | undefined };

/**
 * @param read looks the event's record up
 * @param before the record when the event was sent
 * @param commandHash what was sent
 * @param wait milliseconds
 * @returns how far the event is when it has an outcome, the time is over, or there is an interruption
 */
export async function follow(
  { interruption, now }: Session,
  read: () => Promise<LedgerRecord | undefined>,
  before: LedgerRecord | undefined,
  commandHash: string,
  wait: number,
): Promise<Followed> {
  const until = now() + wait;
  try {
    for (;;) {
      const record = await read();
      const progress = progressOf(record, before, commandHash);
      if ('outcome' in progress || interruption.aborted || now() >= until) return { ...progress, record };
      showProgress(`Waiting for ${progress.waitingFor}`);
      await sleep(period, undefined, { signal: interruption }).catch(() => undefined);
    }
  } finally {
    clearProgress();
  }
}
