/** Refuses an event outside the limits of the stage. */
import { requireAllowed } from '../allow-list.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { Claim } from '../ledger/ledger.ts';
import { resultOfRefusal } from './account-lease.ts';
import type { Delivery } from './delivery.ts';
import type { Result } from './disposition.ts';
import { resultOfError } from './error-result.ts';
import { leaveToLook } from './leave-to-look.ts';
import type { Command } from './operation.ts';

/**
 * The limits may have been drawn closer since an attempt at the event was cut off. A look is to find what that did.
 *
 * @returns undefined if the limits include the event
 */
export async function refusalByLimits<C extends Command>(
  { operation, services }: Delivery<C>,
  { identity, command }: ReceivedEvent<C>,
  claim: Claim,
): Promise<Result | undefined> {
  const { settings, accounts } = services;
  try {
    requireAllowed(settings, 'data.', command);
    return undefined;
  } catch (error) {
    const { username = '' } = command;
    const left = operation.access && (await leaveToLook(accounts, username, identity, claim));
    return left ? resultOfRefusal(left) : resultOfError(error);
  }
}
