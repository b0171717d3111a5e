/** `pending`, and access that ends by itself, on the local stack. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { run } from './command.ts';

const requests = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);

test('a stage without pending access says so', async () => {
  expect(await cli('pending')).toMatchObject({
    ...{ exitCode: 0, output: '', notes: 'No access is pending in stage local.\n' },
  });
  expect(await cli('pending', '--json')).toMatchObject({ exitCode: 0, output: '[]\n' });
});

test('what was asked for is listed by entity, the oldest first', async () => {
  const [first, second] = [`${randomUUID()}@example.com`, `${randomUUID()}@example.com`];
  await world.addUsers(first, second);
  for (const [username, entity] of [
    [second, seedEntity.japan],
    [first, seedEntity.japan],
    [first, seedEntity.france],
    [first, seedEntity.germany],
  ] as const) {
    await world.send(requests, accessRequested(username, entity));
    await world.drained(requests);
  }
  const { exitCode, output, notes } = await cli('pending');
  expect([exitCode, notes]).toEqual([0, '4 in all: 4 requested.\n']);
  const rows = output
    .split('\n')
    .map((line) => line.split(/ {2,}/).filter((_, column) => column !== 2 && column !== 3));
  expect(rows).toEqual([
    ['ENTITY', 'USER', 'STATE'],
    ['…00000002', first, 'requested'],
    ['…00000003', first, 'requested'],
    ['…00000004', second, 'requested'],
    ['…00000004', first, 'requested'],
    [''],
  ]);
  const listed = JSON.parse((await cli('pending', '--json')).output);
  expect(listed).toContainEqual({
    ...{ username: first, entityId: seedEntity.france, state: 'requested' },
    since: expect.stringMatching(/^20\S+Z$/),
  });
});
