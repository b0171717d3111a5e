/** Refuses an event outside the limits of the stage. */
import { requireAllowed } from '../allow-list.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { Delivery } from './delivery.ts';
import type { Command } from './operation.ts';

/**
 * The limits may have been drawn closer since an attempt at the event was cut off. A look is to find what that did.
 *
 * @throws BadEvent `not-allowed`
 */
export async function requireEventAllowed<C extends Command>(
  { operation, services }: Delivery<C>,
  { identity, command }: ReceivedEvent<C>,
): Promise<void> {
  try {
    requireAllowed(services.settings, 'data.', command);
  } catch (error) {
    if (operation.access) await services.accounts.leaveToLook(command.username ?? '', identity);
    throw error;
  }
}
