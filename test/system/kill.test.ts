/** Nothing is lost and nothing done twice when the machine fails. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { briefInvocations } from '../durations.ts';
import { until } from '../until.ts';
import { accessRequested } from './events.ts';
import { World } from './world.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin({ durations: briefInvocations });
});
afterAll(() => world.end());

test('a SIGKILL amid the work loses nothing and repeats nothing', async () => {
  const usernames = Array.from({ length: 100 }, (_, index) => `killed-${index}@example.com`);
  await world.addUsers(...usernames);
  await world.sandbox('PUT', 'settings', { latencyMs: 50 });
  // Some are under way whenever the kill comes.
  const fault = { delayMs: 3_600_000 };
  await world.sandbox('POST', 'faults', { match: { method: 'PUT', path: '/v1/users/killed-9*' }, times: 1000, fault });
  await world.send(queue, ...usernames.map((name) => accessRequested(name, seedEntity.germany)));
  const granted = async () => (await world.effects()).map(({ change }) => change.username);
  await until(async () => (await granted()).length >= 20);
  await world.stack.kill();
  world = await World.begin({ data: world.data, durations: briefInvocations });
  expect((await granted()).length).toBeLessThan(100);
  await world.drained(queue);
  expect((await granted()).sort()).toEqual(usernames.sort());
  expect([...(await world.successfulWrites()).values()].filter((times) => times > 1)).toEqual([]);
  expect(await world.count(`${queue}-dlq`)).toBe(0);
});
