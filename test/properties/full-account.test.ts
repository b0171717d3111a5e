/** An account with as many attempts cut off as it has room for: what their events said counts, and so does the next event. */
import { describe, expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { maxOpenChanges } from '../../lib/account/open-change.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { allWays, begun, comeToRest, sweep } from './access.ts';
import { isGiven } from './access-wishes.ts';
import { accountWishes } from './account-wishes.ts';
import { isExpected } from './expected-access.ts';
import { type Parts, soundParts } from './parts.ts';
import { subjects } from './subjects.ts';
import { statements } from './told.ts';
import { Turns } from './world/turns.ts';
import { World } from './world/world.ts';

const minute = 60_000;
/** Longer than an attempt may hold the account. */
const leaseTime = 5 * minute;
/** More than any way to the end of an acquisition has. */
const mostTurns = 100;
const entityIds = [seedEntity.germany, seedEntity.japan];

const operations = subjects().filter(({ operation }) => operation.access);

/** The ids of the events that may come when a run begins. */
const events = accountWishes.flatMap(({ statement }, index) => (statement.time <= begun ? [String(index)] : []));

/** Of all events but one, those for which there is room; such that the one makes a difference, if there are such. */
function roomBefore(id: string): { readonly cutOff: readonly string[]; readonly counts: boolean } {
  const others = events.filter((other) => other !== id);
  const choices = others.flatMap((_, first) =>
    [1, 3, 5, 7].map((stride) =>
      [...new Set(others.map((__, index) => others[(first + index * stride) % others.length] ?? id))].slice(
        0,
        maxOpenChanges,
      ),
    ),
  );
  const full = choices.filter((choice) => choice.length === maxOpenChanges);
  const different = full.find((choice) => outcomeOf(choice).join() !== outcomeOf([...choice, id]).join());
  return { cutOff: different ?? full[0] ?? [], counts: different !== undefined };
}

/** For each entity, whether the user is to have it days after a run begins. */
function outcomeOf(said: readonly string[], now: number = begun + 48 * 60 * minute): readonly boolean[] {
  return entityIds.map((entityId) => isExpected(statements(said), entityId, now));
}

/** Each event's attempt is cut off when it has acquired the account, and the message is lost. */
async function fullAccount(cutOff: readonly string[], parts: Partial<Parts> = {}): Promise<World> {
  const [subject] = operations;
  if (!subject) throw new Error('There is no operation.');
  const turns = new Turns();
  const world = new World({
    ...{ subject, scheduler: turns, seed: 1, repeatedAccessRequest: 'success' },
    parts: { ...soundParts, ...parts, deliverBatch: allWays(operations) },
  });
  for (const id of cutOff) {
    publish(world, id);
    turns.begin(Number.POSITIVE_INFINITY, () => {});
    const records = world.deliver(1);
    while (!turns.taken.includes('acquire account returns') && turns.taken.length < mostTurns) await world.step(1);
    world.killAll();
    for (const { receiptHandle } of records) world.queues.delete(receiptHandle);
    await world.wait(leaseTime);
  }
  return world;
}

function publish(world: World, id: string): void {
  const wish = accountWishes[Number(id)];
  if (!wish) throw new Error(`Nobody wishes ${id}.`);
  world.publish(wish, id);
}

/** What is wrong in the end. */
async function wrongs(world: World, said: readonly string[]): Promise<readonly string[]> {
  world.deliver(said.length);
  await world.step();
  sweep(world);
  await comeToRest(world);
  const expected = outcomeOf(said, world.timeline.now());
  const isSo = (id: string) => world.tenants.slice(0, 1).some(({ state }) => isGiven(state, id));
  const wrong = entityIds.filter((id, index) => isSo(id) !== expected[index]);
  const dead = world.queues.deadLetters.map(({ body }) => `event ${JSON.parse(body).id} is dead`);
  const open = [...world.table.items.values()].flatMap((item) =>
    Object.keys(item).filter((name) => name.startsWith('c_')),
  );
  return [...wrong, ...dead, ...open];
}

const cases = events.map((id) => ({ id, kind: accountWishes[Number(id)]?.statement.kind, ...roomBefore(id) }));

test('an event of each kind makes a difference after those before it', () => {
  const kinds = cases.filter(({ counts }) => counts).map(({ kind }) => kind);
  // An approval counts only where nothing else was said.
  expect([...new Set(kinds)].sort()).toEqual(['decide', 'end', 'order', 'request']);
  expect(new Set(cases.flatMap(({ id, cutOff }) => outcomeOf([...cutOff, id])))).toEqual(new Set([true, false]));
});

describe.each(cases)('event $id ($kind), for which the account has no room,', ({ id, cutOff }) => {
  test('counts, though the messages of the events before it never come again', async () => {
    const world = await fullAccount(cutOff);
    publish(world, id);
    expect(await wrongs(world, [...cutOff, id])).toEqual([]);
  });

  test('counts, and so do those that come again', async () => {
    const world = await fullAccount(cutOff);
    for (const each of [id, ...cutOff]) publish(world, each);
    expect(await wrongs(world, [...cutOff, id])).toEqual([]);
  });
});

test.each<{ readonly bug: string; readonly Broken: typeof LinkedAccounts }>([
  {
    bug: 'an account that is full, and not due',
    Broken: class extends LinkedAccounts {
      override abandon(lease: Parameters<LinkedAccounts['abandon']>[0]) {
        return super.abandon(lease);
      }
    },
  },
  {
    bug: 'a look that forgets what was cut off',
    Broken: class extends LinkedAccounts {
      override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
        const lease = await super.acquireDue(...due);
        return 'owner' in lease ? { ...lease, known: { ...lease.known, account: lease.stored.account } } : lease;
      }
    },
  },
  {
    bug: 'an event that is done, and does not count',
    Broken: class extends LinkedAccounts {
      override async acquire(...said: Parameters<LinkedAccounts['acquire']>) {
        const lease = await super.acquire(...said);
        return 'owner' in lease ? { ...lease, known: { ...lease.known, account: lease.stored.account } } : lease;
      }
    },
  },
])('$bug is noticed', async ({ Broken }) => {
  const found = await Promise.all(
    cases.map(async ({ id, cutOff }) => {
      const world = await fullAccount(cutOff, { LinkedAccounts: Broken });
      publish(world, id);
      return wrongs(world, [...cutOff, id]);
    }),
  );
  expect(found.flat()).not.toEqual([]);
});
