/** Calls on behalf of one message in several entities, one after the other. */
import { classify } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import { ZuoraFailure } from './failure.ts';

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

/**
 * Writes in each entity. A refusal, which waiting would not mend, keeps no other entity waiting; whatever else fails ends
 * it, since Zuora may be busy, or still at work.
 *
 * @throws what `write` throws, and the first refusal only once every entity has had its turn
 */
export async function inEach(
  zuora: ZuoraClient,
  entityIds: readonly string[],
  write: (zuora: ZuoraClient) => Promise<{ success: true }>,
): Promise<{ success: true }> {
  const refusals: ZuoraFailure[] = [];
  for (const id of entityIds) {
    try {
      await write(zuora.in(id));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refusals.push(error);
    }
  }
  if (refusals[0]) throw refusals[0];
  return { success: true };
}

export function isRefusal(error: unknown): error is ZuoraFailure {
  return error instanceof ZuoraFailure && classify(error) === 'refused';
}
