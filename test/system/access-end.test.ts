/** Access that ends by itself: the schedule's message, the sweep and the look, through the real stack. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { until } from '../until.ts';
import { accessRequested } from './events.ts';
import { type Effect, World } from './world.ts';

const requests = 'user-access-requests';
const { germany, france } = seedEntity;

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

async function requested(username: string, entity: string, more: object): Promise<void> {
  const event = JSON.parse(JSON.stringify(accessRequested(username, entity)));
  await world.send(requests, { ...event, time: new Date().toISOString(), data: { ...event.data, ...more } });
  await world.drained(requests);
}

async function effectsOn(username: string): Promise<readonly Effect[]> {
  return (await world.effects()).filter(({ change }) => change.username === username);
}

/** As the schedule sends it every minute. */
async function sweep(): Promise<void> {
  await world.send('account-sweeps', {});
  await world.drained('account-sweeps');
  await world.drained('account-looks');
}

test('an assignment ends at its time, and not before; another one stays', async () => {
  const username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
  const expiresAt = new Date(Date.now() + 10_000);
  await requested(username, germany, { assignment: 'T-1', expiresAt: expiresAt.toISOString() });
  await requested(username, france, { assignment: 'T-2', expiresAt: '2099-01-01T00:00:00Z' });
  await until(async () => {
    await sweep();
    return (await effectsOn(username)).length > 2;
  });
  const effects = await effectsOn(username);
  expect(effects.map(({ change }) => `${change.type} ${change.entityId}`)).toEqual([
    `access-granted ${germany}`,
    `access-requested ${france}`,
    `access-denied ${germany}`,
  ]);
  expect(Date.parse(effects.at(-1)?.time ?? '')).toBeGreaterThanOrEqual(expiresAt.getTime());
  expect(world.outcomes().filter(({ operation }) => operation === 'convergeAccount')).toContainEqual(
    expect.objectContaining({ outcome: 'applied', command: { username, targetEntityIds: [germany] } }),
  );
});
