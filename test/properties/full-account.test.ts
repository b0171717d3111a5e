/** An account with as many attempts cut off as it has room for: what their events said counts, and so does the next event. */
import { describe, expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { allWays, comeToRest, sweep } from './access.ts';
import { isGiven } from './access-wishes.ts';
import { accountWishes } from './account-wishes.ts';
import { isExpected } from './expected-access.ts';
import { type Parts, soundParts } from './parts.ts';
import { subjects } from './subjects.ts';
import { statements } from './told.ts';
import { Turns } from './world/turns.ts';
import { World } from './world/world.ts';

/** The changes for which an account has room. */
const room = 16;
const leaseTime = 300_000;
const entityIds = [seedEntity.germany, seedEntity.japan];

const operations = subjects().filter(({ operation }) => operation.access);
const begun = Date.parse('2026-11-21T09:30:00Z');
/** The ids of the events that may come by then. */
const events = [...accountWishes.keys()]
  .filter((index) => (accountWishes[index]?.statement.time ?? Number.POSITIVE_INFINITY) <= begun)
  .map(String);
const cutOff = events.slice(0, room);
const others = events.slice(room);

interface Full {
  readonly world: World;
  readonly turns: Turns;
  readonly publish: (id: string) => void;
}

/** Each event's attempt is cut off when it has acquired the account, and the message is lost. */
async function fullAccount(parts: Partial<Parts>): Promise<Full> {
  const [subject] = operations;
  if (!subject) throw new Error('There is no operation.');
  const turns = new Turns();
  const world = new World({
    ...{ subject, scheduler: turns, seed: 1, repeatedAccessRequest: 'success' },
    parts: { ...soundParts, ...parts, deliverBatch: allWays(operations) },
  });
  const publish = (id: string) => {
    const wish = accountWishes[Number(id)];
    if (wish) world.publish(wish, id);
  };
  for (const id of cutOff) {
    publish(id);
    turns.begin(Number.POSITIVE_INFINITY, () => {});
    const records = world.deliver(1);
    while (!turns.taken.includes('acquire account returns')) await world.step(1);
    world.killAll();
    for (const { receiptHandle } of records) world.queues.delete(receiptHandle);
    await world.wait(leaseTime);
  }
  return { world, turns, publish };
}

/** What is wrong in the end. */
async function wrongs({ world }: Full, said: readonly string[]): Promise<readonly string[]> {
  world.deliver(said.length);
  await world.step();
  sweep(world);
  await comeToRest(world);
  const now = world.timeline.now();
  const isSo = (id: string) => world.tenants.slice(0, 1).some(({ state }) => isGiven(state, id));
  const wrong = entityIds.filter((id) => isSo(id) !== isExpected(statements(said), id, now));
  const dead = world.queues.deadLetters.map(({ body }) => `event ${JSON.parse(body).id} is dead`);
  const open = [...world.table.items.values()].flatMap((item) =>
    Object.keys(item).filter((name) => name.startsWith('c_')),
  );
  return [...wrong, ...dead, ...open];
}

describe.each(others)('event %s, for which the account has no room,', (id) => {
  test('counts, though the messages of the events before it never come again', async () => {
    const full = await fullAccount({});
    full.publish(id);
    expect(await wrongs(full, [...cutOff, id])).toEqual([]);
  });

  test('counts, and so do those that come again', async () => {
    const full = await fullAccount({});
    for (const each of [id, ...cutOff]) full.publish(each);
    expect(await wrongs(full, [...cutOff, id])).toEqual([]);
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
])('$bug is noticed', async ({ Broken }) => {
  const found = await Promise.all(
    others.map(async (id) => {
      const full = await fullAccount({ LinkedAccounts: Broken });
      full.publish(id);
      return wrongs(full, [...cutOff, id]);
    }),
  );
  expect(found.flat()).not.toEqual([]);
});
