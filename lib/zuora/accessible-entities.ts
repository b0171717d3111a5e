/** Reads which entities a user may enter. */
import { calls } from './calls.ts';
import type { ZuoraClient } from './client.ts';

/** The ids of those that are granted. A request that waits for an administrator is shown to nobody. */
export async function accessibleEntityIds(zuora: ZuoraClient, username: string): Promise<ReadonlySet<string>> {
  const { entities } = await zuora.call(calls.accessibleEntities, { username });
  return new Set(entities.map(({ id }) => id));
}
