/** Reads which entities a user may enter. */
import pMap from 'p-map';
import { type Spelling, spellingsOf } from '../login.ts';
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

/** A user as Zuora shows them. */
export interface FoundUser {
  /** The spelling of the login that Zuora knows. */
  readonly username: string;
  /** The ids of the entities that are granted. */
  readonly entityIds: ReadonlySet<string>;
}

/**
 * A user by any spelling of their login, as one entity shows them.
 *
 * @param known the spelling by which Zuora knew the user last
 * @throws the call's failure; where no spelling is known, that of the login as it was sent
 */
export async function findUser(zuora: ZuoraClient, login: string, known?: Spelling): Promise<FoundUser> {
  let unknown: unknown;
  for (const username of spellingsOf(login, known)) {
    try {
      return { username, entityIds: await accessibleEntityIds(zuora, username) };
    } catch (error) {
      if (!isUnknownUser(error)) throw error;
      unknown ??= error;
    }
  }
  throw unknown;
}

/**
 * A user by any spelling of their login, as any of these entities shows them.
 *
 * @param known the spelling by which Zuora knew the user last
 * @returns undefined if no entity knows any spelling
 * @throws as `accessibleAmong`
 */
export async function findUserAmong(
  zuora: ZuoraClient,
  login: string,
  entityIds: readonly string[],
  known?: Spelling,
): Promise<FoundUser | undefined> {
  for (const username of spellingsOf(login, known)) {
    const accessible = await accessibleAmong(zuora, username, entityIds);
    if (accessible) return { username, entityIds: accessible };
  }
  return undefined;
}

/** An entity must say so twice: most leavers never had Zuora, and no access may stay because of one wrong answer. */
const timesToAsk = 2;

/**
 * The entities that a user may enter, as any of these entities tells. The first entity is asked alone, then the others at
 * once, as far as the limit of calls in flight allows. An entity that fails does not stop the others. The
 * result is undefined if every entity has answered twice that it does not know the user.
 *
 * Out of time, the next attempt at the message asks only the entities without an answer.
 *
 * @throws the failure, or SeveralFailures, where no entity knows the user and not every entity has answered
 */
export async function accessibleAmong(
  zuora: ZuoraClient,
  username: string,
  entityIds: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
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
  return accessible;
}

/** Whether Zuora says that it does not know the user. */
export function isUnknownUser(error: unknown): boolean {
  return isRefusal(error) && refusalOf(error) === 'not-found';
}
