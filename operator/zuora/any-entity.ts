/** Asks Zuora a question that any of several entities may answer. */
import { isRefusal } from '../../lib/zuora/classify.ts';
import type { ZuoraClient } from '../../lib/zuora/client.ts';

/**
 * The answer of the first entity that does not refuse. An entity that the OAuth client does not reach is skipped.
 *
 * @throws what `ask` throws; a refusal only if the last entity refuses too
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
