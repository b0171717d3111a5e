/**
 * A sweep: has every linked account looked at that is due. It writes nothing and decides nothing, so that a sweep that is
 * lost, late or repeated changes nothing. The look moves the time at which the account is due next.
 */
import { ServiceError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import type { DueAccounts } from './due-accounts.ts';
import type { LookQueue } from './look-queue.ts';

export interface SweepServices {
  readonly accounts: Pick<DueAccounts, 'find'>;
  readonly looks: Pick<LookQueue, 'waiting' | 'send'>;
  readonly telemetry: Pick<Telemetry, 'sweep'>;
  readonly now: () => number;
}

/** Accounts of one sweep. */
const maxAccounts = 1000;

/** Looks that may wait. While as many do, another message would only say what one of them says. */
const maxWaiting = 2000;

/**
 * Sends a look for each account that is due, those with access to end first.
 *
 * @param account of the queues, twelve digits
 * @throws ServiceError `not-sent` if there was something to send, and nothing could be
 */
export async function sweepAccounts(services: SweepServices, account: string): Promise<void> {
  const { accounts, looks, telemetry, now } = services;
  const due = await accounts.find(now(), maxAccounts);
  if (due.length === 0) return;
  const waiting = await looks.waiting(account);
  const isFull = waiting >= maxWaiting;
  const { sent, problem } = isFull ? { sent: 0, problem: undefined } : await looks.send(account, due);
  telemetry.sweep({ due: due.length, waiting, sent, problem });
  if (!isFull && sent === 0) throw new ServiceError('not-sent', `No look could be sent: ${problem}`);
}
