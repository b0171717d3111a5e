/** The search for a user in many entities, whatever each of them answers and whenever time is over. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { OutOfTime } from '../../../lib/errors.ts';
import { spellingsOf } from '../../../lib/login.ts';
import { findUserAmong } from '../../../lib/zuora/accessible-entities.ts';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';
import { type Answer, unanswered } from '../../../lib/zuora/failure.ts';
import type { Http } from '../../../lib/zuora/http.ts';
import { failuresOf } from '../../../lib/zuora/several-failures.ts';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import { answer, reasons } from '../../factories.ts';
import { answeredClient } from './answered-client.ts';

const username = 'ada.lovelace@example.com';
const idOf = (index: number) => `5eed${String(index).padStart(28, '0')}`;
const hyphenated = (id: string) => id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

const unknown = () => answer(200, reasons(50000040));
const answers = {
  known: () => answer(200, { success: true, entities: [{ id: idOf(0) }] }),
  unknown,
  refused: () => answer(200, reasons(50000010)),
  broken: () => answer(500, '<html>'),
  blocked: () => answer(403, '<html>'),
  throttled: () => answer(429, reasons(50000070)),
  silent: (): Answer => {
    throw unanswered({ name: 'accessibleEntities', isWrite: false }, 'timeout');
  },
};
type Kind = keyof typeof answers;

/**
 * Entities that each answer in one way to each spelling of a login, and how a search in them goes.
 *
 * @param kinds of each entity, the same to all spellings or one to each
 */
function entitiesThatAnswer(kinds: readonly (Kind | readonly Kind[])[], limit: number, login = username) {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const entityIds = kinds.map((_, index) => idOf(index));
  const spellings = spellingsOf(login);
  const http: Http = async (_, { url = '', headers }) => {
    const index = entityIds.findIndex((id) => hyphenated(id) === headers['Zuora-Entity-Ids']);
    const written = decodeURIComponent(new URL(url).pathname.split('/')[3] ?? '');
    asked.push(idOf(index));
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    const ofEntity = kinds[index] ?? 'unknown';
    return answers[typeof ofEntity === 'string' ? ofEntity : (ofEntity[spellings.indexOf(written)] ?? 'unknown')]();
  };
  const shared = { inFlight: new CallsInFlight(limit), searches: new UserSearches(() => 0) };
  return {
    asked,
    mostAtOnce: () => most,
    /** @param calls that the invocation has time for */
    search: (calls = Number.POSITIVE_INFINITY) => {
      let left = calls;
      // A token is there already, and asks for no time after the first call.
      const requireTime = () => {
        if (left <= 0) throw new OutOfTime();
        left -= 1;
      };
      return findUserAmong(answeredClient(http, { requireTime }, shared), login, entityIds);
    },
  };
}

const kind = fc.constantFrom<Kind>(
  'known',
  'unknown',
  'unknown',
  'refused',
  'broken',
  'blocked',
  'silent',
  'throttled',
);

test('one entity that knows the user is enough, whatever the others answer, and calls stay within the limit', async () => {
  const property = fc.asyncProperty(
    fc.array(kind, { minLength: 1, maxLength: 30 }),
    fc.integer({ min: 1, max: 5 }),
    async (kinds, limit) => {
      const { asked, search, mostAtOnce } = entitiesThatAnswer(kinds, limit);
      const found = await search().then(
        (user) => user?.entityIds.size ?? 0,
        (error: unknown) => failuresOf(error).length,
      );
      const isStopped = kinds.filter((each) => each === 'throttled').length > 1;
      const failing = kinds.filter((each) => each !== 'known' && each !== 'unknown');
      if (!isStopped) expect(found).toBe(kinds.includes('known') ? 1 : failing.length);
      if (found === 0) expect(asked).toHaveLength(2 * kinds.length);
      expect(mostAtOnce()).toBeLessThanOrEqual(limit);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test('nobody has the entities of a user whom one entity could not be asked about', async () => {
  for (const failing of ['refused', 'broken', 'blocked', 'silent', 'throttled'] as const) {
    const { search } = entitiesThatAnswer(['unknown', failing, 'unknown'], 2);
    await expect(search()).rejects.toMatchObject({ name: 'ZuoraFailure' });
  }
});

test('a hundred entities are asked at once, as far as the limit allows, each twice', async () => {
  const { asked, search, mostAtOnce } = entitiesThatAnswer(Array(100).fill('unknown'), 5);
  expect(await search()).toBeUndefined();
  expect(mostAtOnce()).toBe(5);
  expect(asked).toHaveLength(200);
  expect(new Set(asked).size).toBe(100);
});

test('a search that runs out of time goes on where it ended, so that it comes to its end', async () => {
  const { asked, search } = entitiesThatAnswer(Array(100).fill('unknown'), 2);
  let attempts = 0;
  let isOver = false;
  while (!isOver && attempts < 10) {
    attempts += 1;
    isOver = await search(51).then(
      (user) => {
        expect(user).toBeUndefined();
        return true;
      },
      (error: unknown) => {
        expect(failuresOf(error)).toContainEqual(expect.any(OutOfTime));
        return false;
      },
    );
  }
  expect(attempts).toBeLessThanOrEqual(5);
  expect(asked).toHaveLength(200);
});

test('a search that has ended begins anew, as before a failure is final', async () => {
  const { asked, search } = entitiesThatAnswer(['unknown', 'unknown'], 1);
  await search();
  await search();
  expect(asked).toHaveLength(8);
});

test('a tenant that asks to slow down is asked no further', async () => {
  const { asked, search } = entitiesThatAnswer(Array(50).fill('throttled'), 1);
  await expect(search()).rejects.toMatchObject({ failures: [{ status: 429 }, { status: 429 }] });
  expect(asked).toHaveLength(2);
});

/** With four spellings. */
const spelt = ' Zoë@Example.com';

test('one spelling that one entity knows is enough, whatever is answered to the others', async () => {
  const ofEntity = fc.array(kind, { minLength: 4, maxLength: 4 });
  const property = fc.asyncProperty(fc.array(ofEntity, { minLength: 1, maxLength: 5 }), async (kinds) => {
    const { asked, search } = entitiesThatAnswer(kinds, 3, spelt);
    const answersGiven = kinds.flat();
    const isStopped = answersGiven.filter((one) => one === 'throttled').length > 1;
    const found = await search().then(
      (user) => (user ? 'known' : 'unknown'),
      () => 'failed',
    );
    const isKnown = answersGiven.includes('known');
    const hasFailures = answersGiven.some((one) => one !== 'known' && one !== 'unknown');
    if (!isStopped) expect(found).toBe(isKnown ? 'known' : hasFailures ? 'failed' : 'unknown');
    else if (!isKnown) expect(found).toBe('failed');
    expect(asked.length).toBeLessThanOrEqual(8 * kinds.length);
  });
  expect(spellingsOf(spelt)).toHaveLength(4);
  await fc.assert(property, { numRuns: 300 });
});

test('an entity that cannot be read keeps no other from telling of a user who is spelt differently', async () => {
  const { search } = entitiesThatAnswer(['broken', ['unknown', 'unknown', 'known', 'unknown']], 2, spelt);
  expect(await search()).toMatchObject({ username: 'zoë@example.com' });
});

test('a search with several spellings comes to its end, too, though it runs out of time', async () => {
  const { asked, search } = entitiesThatAnswer(Array(20).fill('unknown'), 2, spelt);
  let attempts = 0;
  const isOver = async () => {
    attempts += 1;
    return search(51).then(
      () => true,
      () => false,
    );
  };
  while (attempts < 10 && !(await isOver()));
  expect(attempts).toBeLessThanOrEqual(5);
  expect(asked).toHaveLength(2 * 4 * 20);
});
