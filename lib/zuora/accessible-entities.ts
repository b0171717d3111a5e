/** Reads which entities a user may enter. */
import { calls } from './calls.ts';
import { isRefusal, refusalOf } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import type { ZuoraFailure } from './failure.ts';

/** The ids of those that are granted. A request that waits for an administrator is shown to nobody. */
export async function accessibleEntityIds(zuora: ZuoraClient, username: string): Promise<ReadonlySet<string>> {
  const { entities } = await zuora.call(calls.accessibleEntities, { username });
  return new Set(entities.map(({ id }) => id));
}

/**
 * The same, asked in the first of these entities that does not refuse: one that the OAuth client does not reach keeps
 * nothing from the others. A user whom none of them knows, and still none when each is asked once more, enters none:
 * most of those who leave a company never had Zuora.
 *
 * @throws what the call throws; a refusal only where all refuse, and one for another reason than that it knows no such user
 */
export async function accessibleAmong(
  zuora: ZuoraClient,
  username: string,
  entityIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const refusals: ZuoraFailure[] = [];
  for (const id of [...entityIds, ...entityIds]) {
    try {
      return await accessibleEntityIds(zuora.in(id), username);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refusals.push(error);
    }
  }
  const other = refusals.find((refusal) => refusalOf(refusal) !== 'not-found');
  if (other) throw other;
  return new Set();
}
