/** A request that the service approves itself: its process dies once, before and after every effect. */
import { describe, expect, test } from '@jest/globals';
import { seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { isSuccess, writes } from './invariants/calls-of-events.ts';
import { soundParts } from './parts.ts';
import { subjects } from './subjects.ts';
import { access } from './wishes.ts';
import { Turns } from './world/turns.ts';
import { World } from './world/world.ts';

const { japan } = seedEntity;
const [subject] = subjects().filter(({ operation }) => operation.name === 'requestUserAccess');
const parts: typeof soundParts = {
  ...soundParts,
  settings: (settings) => ({ ...settings, automaticEntityIds: [japan] }),
};

/** @param cutAt the turn before which the process is killed, counted from 0 */
async function deliver(repeatedAccessRequest: 'success' | 'business-rule', cutAt = Number.POSITIVE_INFINITY) {
  if (!subject) throw new Error('There is no operation.');
  const turns = new Turns();
  const world = new World({ subject, parts, scheduler: turns, seed: 1, repeatedAccessRequest });
  world.publish(access(seedUser.ada, [japan]), 'one');
  turns.begin(cutAt, () => world.killAll());
  world.deliver(1);
  await world.step();
  return { world, turns: turns.taken };
}

/** The changes in Zuora, and how often each write reached it. */
function effectsOf(world: World) {
  const all = writes(world).filter(({ begun }) => begun !== undefined);
  const sent = (end: string) => all.filter(({ url }) => url.pathname.endsWith(end)).length;
  return {
    changes: all.flatMap(({ changes }) => changes.map(({ type }) => type)),
    requests: sent('/request-access'),
    approvals: sent('/accept-access'),
  };
}

describe.each(['success', 'business-rule'] as const)('where Zuora answers a repeated request by %s', (repeated) => {
  test('the access is granted once, wherever the process dies', async () => {
    const { world: whole, turns } = await deliver(repeated);
    expect(effectsOf(whole)).toEqual({ changes: ['access-requested', 'access-granted'], requests: 1, approvals: 1 });
    const recorded = turns.indexOf('record account returns');
    expect(recorded).toBeGreaterThan(0);

    for (const [cutAt, cut] of turns.entries()) {
      const { world } = await deliver(repeated, cutAt);
      const wasRequested = writes(world).some(({ answer }) => isSuccess(answer));
      await world.recover();
      const { changes, requests, approvals } = effectsOf(world);
      expect({ cut, changes }).toEqual({ cut, changes: ['access-requested', 'access-granted'] });
      expect(world.queues.deadLetters).toEqual([]);
      // A request whose answer no item has is repeated: Zuora shows it to nobody.
      const isRepeated = wasRequested && !turns.slice(0, cutAt).includes('record account leaves');
      expect({ cut, requests, approvals }).toEqual({ cut, requests: isRepeated ? 2 : 1, approvals: 1 });
    }
  });
});
