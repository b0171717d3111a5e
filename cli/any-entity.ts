/** Asks Zuora what any of several entities can tell. */

import { isRefusal } from '../lib/zuora/classify.ts';
import type { ZuoraClient } from '../lib/zuora/client.ts';

/**
 * The answer of the first entity that does not refuse: one that the OAuth client does not reach keeps nothing from the
 * others.
 *
 * @throws what `ask` throws, a refusal only if it is the last entity's
 */
export async function inAny<Answer>(
  zuora: ZuoraClient,
  entityIds: readonly string[],
  ask: (zuora: ZuoraClient) => Promise<Answer>,
): Promise<Answer> {
  const last = entityIds.length - 1;
  for (const [index, id] of entityIds.entries()) {
    try {
      return await ask(zuora.in(id));
    } catch (error) {
      if (index === last || !isRefusal(error)) throw error;
    }
  }
  throw new Error('There is no entity to ask in.');
}
