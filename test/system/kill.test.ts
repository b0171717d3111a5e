/** Nothing is lost and nothing done twice when the machine fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from './events.ts';
import { World } from './world.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

test('a SIGKILL amid the work loses nothing and repeats nothing', async () => {
  const usernames = Array.from({ length: 100 }, (_, index) => `killed-${index}@example.com`);
  await world.addUsers(...usernames);
  await world.sandbox('PUT', 'settings', { latencyMs: 50 });
  // What is in flight comes back after this; the function's own 90 s only make the test longer.
  await world.stack.clients.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: world.stack.queueUrl(queue),
      Attributes: { VisibilityTimeout: '25' },
    }),
  );
  await sleep(1500); // A poll that waits already may go by the old one.
  await world.send(queue, ...usernames.map((name) => accessRequested(name, seedEntity.germany)));
  const granted = async () => (await world.effects()).map(({ change }) => change.username);
  while ((await granted()).length < 20) await sleep(10);
  await world.stack.kill();
  world = await World.begin({ data: world.data });
  expect((await granted()).length).toBeLessThan(100);
  await world.drained(120, queue);
  expect((await granted()).sort()).toEqual(usernames.sort());
  expect([...(await world.successfulWrites()).values()].filter((times) => times > 1)).toEqual([]);
  expect(await world.count(`${queue}-dlq`)).toBe(0);
}, 180_000);
