/**
 * A sweep: has everything looked at that is due. It writes nothing and decides nothing, so that a sweep that is lost, late or
 * repeated changes nothing. The look moves the time at which its item is due next.
 */
import { ServiceError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import type { DueItems } from './due-items.ts';
import type { LookQueue } from './look-queue.ts';

/** One kind of what can be due. */
export interface Sweepable {
  readonly of: 'accounts' | 'people';
  readonly items: Pick<DueItems, 'find'>;
  readonly looks: Pick<LookQueue, 'waiting' | 'send'>;
}

export interface SweepServices {
  readonly telemetry: Pick<Telemetry, 'sweep'>;
  readonly now: () => number;
}

/** Items of one sweep. */
const maxItems = 1000;

/** Looks that may wait. While as many do, another message would only say what one of them says. */
const maxWaiting = 2000;

/**
 * Sends a look for each item that is due.
 *
 * @param account of the queues, twelve digits
 * @throws ServiceError `not-sent` if there was something to send, and nothing could be
 */
export async function sweep(
  { of, items, looks }: Sweepable,
  { telemetry, now }: SweepServices,
  account: string,
): Promise<void> {
  const due = await items.find(now(), maxItems);
  if (due.length === 0) return;
  const waiting = await looks.waiting(account);
  const isFull = waiting >= maxWaiting;
  const { sent, problem } = isFull ? { sent: 0, problem: undefined } : await looks.send(account, due);
  telemetry.sweep({ of, due: due.length, waiting, sent, problem });
  if (!isFull && sent === 0) throw new ServiceError('not-sent', `No look could be sent: ${problem}`);
}
