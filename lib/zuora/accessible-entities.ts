/** Reads which entities a user may enter. */
import pMap from 'p-map';
import { calls } from './calls.ts';
import { isRefusal, refusalOf } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import { stopsAll } from './several-entities.ts';
import { throwAll } from './several-failures.ts';

/** The ids of the entities that are granted. Zuora shows to nobody a request that waits for an administrator. */
export async function accessibleEntityIds(zuora: ZuoraClient, username: string): Promise<ReadonlySet<string>> {
  const { entities } = await zuora.call(calls.accessibleEntities, { username });
  return new Set(entities.map(({ id }) => id));
}

/** An entity must say so twice: most leavers never had Zuora, and no access may stay because of one wrong answer. */
const timesToAsk = 2;

/**
 * The entities that a user may enter, as any of these entities tells. The first entity is asked alone, then the others at
 * once, as far as the limit of calls in flight allows. An entity that fails in whatever way does not stop the others. The
 * result is empty if every entity has answered twice that it does not know the user.
 *
 * Out of time, the next attempt at the message asks only the entities without an answer.
 *
 * @throws the failure, or SeveralFailures, where no entity knows the user and not every entity has answered
 */
export async function accessibleAmong(
  zuora: ZuoraClient,
  username: string,
  entityIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { timesUnknown, end } = zuora.searchFor(username);
  const failures = new Map<string, unknown>();
  let accessible: ReadonlySet<string> | undefined;

  async function ask(id: string): Promise<void> {
    if (accessible || stopsAll([...failures.values()])) return;
    try {
      accessible = await accessibleEntityIds(zuora.in(id), username);
    } catch (error) {
      if (isUnknownUser(error)) timesUnknown.set(id, (timesUnknown.get(id) ?? 0) + 1);
      else failures.set(id, error);
    }
  }

  for (let time = 1; time <= timesToAsk; time += 1) {
    const unasked = [...new Set(entityIds)].filter((id) => (timesUnknown.get(id) ?? 0) < time && !failures.has(id));
    const [first, ...others] = unasked;
    if (first !== undefined) await ask(first);
    await pMap(others, ask, { concurrency: zuora.callsInFlight });
  }
  if (!accessible) throwAll([...failures.values()]);
  end();
  return accessible ?? new Set();
}

function isUnknownUser(error: unknown): boolean {
  return isRefusal(error) && refusalOf(error) === 'not-found';
}
