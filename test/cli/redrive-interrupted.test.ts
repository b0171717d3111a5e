/** A redrive may be cut off at any moment, and is gone on with by running it again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { type Finished, run, start } from './command.ts';

const queue = 'user-access-requests';
const messages = Number(process.env['REDRIVE_MESSAGES'] ?? 1000);
/** How long after its start a run is cut off: from before its first message to in the middle. */
const earliest = 200;
const latest = 1500;

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const redrive = ['dlq', 'redrive', '--queue', queue, '--visibility-timeout', '10s', '--yes'];

async function cutOff(signal: NodeJS.Signals): Promise<Finished> {
  const running = start({ AWS_ENDPOINT_URL: world.stack.aws }, ...redrive, '--rate', `${messages / 8}/s`);
  await sleep(earliest + Math.random() * (latest - earliest));
  running.kill(signal);
  return running.finished;
}

test('interrupted, it says how many it has sent, and puts the rest back at once', async () => {
  const usernames = Array.from({ length: 20 }, (_, index) => `interrupted-${index}@example.com`);
  await world.addUsers(...usernames);
  await world.send(`${queue}-dlq`, ...usernames.map((name) => accessRequested(name, seedEntity.germany)));
  const running = start({ AWS_ENDPOINT_URL: world.stack.aws }, 'dlq', 'redrive', '--rate', '5/s', '--yes');
  while ((await world.count(`${queue}-dlq`)) === 20) await sleep(10);
  running.kill('SIGINT');
  const { exitCode, notes } = await running.finished;
  expect([exitCode, notes]).toEqual([1, expect.stringContaining('Interrupted. Sent again: ')]);
  const sent = Number(/Sent again: (\d+)/.exec(notes)?.[1]);
  expect(await world.takeDeadLetters(queue)).toHaveLength(20 - sent);
  await world.drained(10, queue);
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
  await world.drained(60, queue);

  const granted = (await world.effects()).flatMap(({ change }) => change.username ?? []);
  expect(granted.filter((name) => name.startsWith('redriven-')).sort()).toEqual(usernames.sort());
  expect([...(await world.successfulWrites()).values()].filter((times) => times > 1)).toEqual([]);
  expect(await world.count(`${queue}-dlq`)).toBe(0);
}, 120_000);
