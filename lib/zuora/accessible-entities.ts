/** Reads which entities a user may enter. */
import pMap from 'p-map';
import { type Spelling, spellingsOf } from '../login.ts';
import { calls } from './calls.ts';
import { isRefusal, refusalOf } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import { messageOf, stopsAll, throwAll } from './several-failures.ts';

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

/** An entity must say so twice: most leavers never had Zuora, and no access may stay because of one wrong answer. */
const timesToAsk = 2;

/** A call that failed, and asked about one spelling. */
interface FailedRead {
  readonly entityId: string;
  readonly username: string;
  readonly error: unknown;
}

/**
 * A user by any spelling of their login, as any of these entities shows them. The first entity is asked alone, then the
 * others at once, as far as the limit of calls in flight allows. An entity that fails stops neither the others nor the other
 * spellings: it is asked for those once no other entity knows any. Its failure may be about the spelling.
 *
 * Out of time, the next attempt asks only where there is no answer yet.
 *
 * @param known the spelling by which Zuora knew the user last
 * @returns undefined if every entity has answered twice that it does not know any spelling
 * @throws the failure, or SeveralFailures, where nobody knows the user and not every entity has answered
 */
export async function findUserAmong(
  zuora: ZuoraClient,
  login: string,
  entityIds: readonly string[],
  known?: Spelling,
): Promise<FoundUser | undefined> {
  const spellings = spellingsOf(login, known).map((username) => ({ username, ...zuora.searchFor(username) }));
  type AskedSpelling = (typeof spellings)[number];
  const failed: FailedRead[] = [];
  let found: FoundUser | undefined;

  function isOver(): boolean {
    return found !== undefined || stopsAll(failed.map(({ error }) => error));
  }

  function failuresIn(id: string): readonly FailedRead[] {
    return failed.filter(({ entityId }) => entityId === id);
  }

  async function ask(id: string, { username, timesUnknown }: AskedSpelling): Promise<void> {
    if (isOver()) return;
    try {
      found = { username, entityIds: await accessibleEntityIds(zuora.in(id), username) };
    } catch (error) {
      if (isUnknownUser(error)) timesUnknown.set(id, (timesUnknown.get(id) ?? 0) + 1);
      else failed.push({ entityId: id, username, error });
    }
  }

  async function askAmong(ids: readonly string[], spelling: AskedSpelling): Promise<void> {
    const { username, timesUnknown } = spelling;
    for (let time = 1; time <= timesToAsk; time += 1) {
      const unasked = ids.filter(
        (id) => (timesUnknown.get(id) ?? 0) < time && failuresIn(id).every((one) => one.username !== username),
      );
      const [first, ...others] = unasked;
      if (first !== undefined) await ask(first, spelling);
      await pMap(others, (id) => ask(id, spelling), { concurrency: zuora.callsInFlight });
    }
  }

  const all = [...new Set(entityIds)];
  for (const spelling of spellings)
    await askAmong(
      all.filter((id) => failuresIn(id).length === 0),
      spelling,
    );
  const failing = all.filter((id) => failuresIn(id).length > 0);
  for (const spelling of spellings) await askAmong(failing, spelling);
  if (!found) throwAll(eachOnce(failed));
  for (const { end } of spellings) end();
  return found;
}

/** An entity that fails often fails in one way, whatever the spelling. */
function eachOnce(failed: readonly FailedRead[]): readonly unknown[] {
  return [...new Map(failed.map(({ entityId, error }) => [`${entityId} ${messageOf(error)}`, error])).values()];
}

/** Whether Zuora says that it does not know the user. */
export function isUnknownUser(error: unknown): boolean {
  return isRefusal(error) && refusalOf(error) === 'not-found';
}
