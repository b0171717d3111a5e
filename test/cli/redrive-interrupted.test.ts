/** A redrive may be cut off at any moment, and is gone on with by running it again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { until } from '../until.ts';
import { type Finished, run, start } from './command.ts';

const queue = 'user-access-requests';
/** The most messages that a run sends before it is cut off; the fewest are none. */
const most = 15;
/** More than all runs that are cut off may send. */
const messages = Number(process.env['REDRIVE_MESSAGES'] ?? 200);

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const redrive = ['dlq', 'redrive', '--queue', queue, '--visibility-timeout', '10s', '--yes'];

async function cutOff(signal: NodeJS.Signals): Promise<Finished> {
  const before = await world.count(`${queue}-dlq`);
  const sent = Math.floor(Math.random() * (most + 1));
  const running = start({ AWS_ENDPOINT_URL: world.stack.aws }, ...redrive, '--rate', '10/s');
  await until(async () => before - (await world.count(`${queue}-dlq`)) >= sent);
  running.kill(signal);
  return running.finished;
}

test('interrupted, it says how many it has sent, and puts the rest back at once', async () => {
  const usernames = Array.from({ length: 20 }, (_, index) => `interrupted-${index}@example.com`);
  await world.addUsers(...usernames);
  await world.send(`${queue}-dlq`, ...usernames.map((name) => accessRequested(name, seedEntity.germany)));
  const running = start({ AWS_ENDPOINT_URL: world.stack.aws }, 'dlq', 'redrive', '--rate', '0.1/s', '--yes');
  await until(async () => (await world.count(`${queue}-dlq`)) < 20);
  running.kill('SIGINT');
  const { exitCode, notes } = await running.finished;
  expect([exitCode, notes]).toEqual([1, expect.stringContaining('Interrupted. Sent again: ')]);
  const sent = Number(/Sent again: (\d+)/.exec(notes)?.[1]);
  expect(await world.takeDeadLetters(queue)).toHaveLength(20 - sent);
  await world.drained(queue);
  expect(await world.effects()).toHaveLength(sent);
});

test('cut off by SIGINT and SIGKILL and run again, it brings every message to Zuora once', async () => {
  const usernames = Array.from({ length: messages }, (_, index) => `redriven-${index}@example.com`);
  await world.addUsers(...usernames);
  await world.send(`${queue}-dlq`, ...usernames.map((name) => accessRequested(name, seedEntity.germany)));

  for (const signal of ['SIGINT', 'SIGKILL', 'SIGINT', 'SIGKILL', 'SIGINT', 'SIGKILL'] as const) {
    const { exitCode, notes } = await cutOff(signal);
    if (signal === 'SIGINT' && exitCode !== null) expect(notes).toMatch(/Interrupted\. Sent again: \d+/);
  }
  expect(await world.count(`${queue}-dlq`)).toBeGreaterThan(0);
  while ((await world.count(`${queue}-dlq`)) > 0) {
    expect(await run({ AWS_ENDPOINT_URL: world.stack.aws }, ...redrive)).toMatchObject({ exitCode: 0 });
  }
  await world.drained(queue);

  const granted = (await world.effects()).flatMap(({ change }) => change.username ?? []);
  expect(granted.filter((name) => name.startsWith('redriven-')).sort()).toEqual(usernames.sort());
  expect([...(await world.successfulWrites()).values()].filter((times) => times > 1)).toEqual([]);
  expect(await world.count(`${queue}-dlq`)).toBe(0);
});
