/** `unblock`: a held revocation is lifted by an operator alone. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { run } from './command.ts';

const requests = 'user-access-requests';

let world: World;
let username: string;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(async () => {
  username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
});

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);

async function requested(entity = seedEntity.germany) {
  const event = { ...accessRequested(username, entity), time: new Date().toISOString() };
  const [messageId = ''] = await world.send(requests, event);
  const [outcome] = await world.outcomesOf(messageId);
  return outcome?.outcome;
}

async function revoked(...options: string[]): Promise<void> {
  const how = ['--entity', seedEntity.germany, '--reason', 'Under investigation', '--yes', '--wait', ...options];
  expect(await cli('revoke', username, ...how)).toMatchObject({ exitCode: 0 });
}

const unblock = (...options: string[]) => cli('unblock', username, '--reason', 'Closed, TICKET-7', ...options);

test('a held revocation stays whatever is requested, until it is lifted', async () => {
  expect(await requested()).toBe('applied');
  await revoked('--hold');
  expect(await requested()).toBe('superseded');
  const lifted = await unblock('--yes', '--json');
  expect(lifted.notes).toMatch(/^ENTITY +REVOKED AT +LIFTED BY\n…00000002 +20\S+Z +unblock alone\n/);
  const { eventId, entities } = JSON.parse(lifted.output);
  expect(entities).toMatchObject([{ entityId: seedEntity.germany, isHeld: true }]);
  expect(await requested()).toBe('applied');
  const status = await cli('status', eventId);
  expect(status.output).toMatch(/Requested by +arn:aws:.*\n(.*\n)*.*Closed, TICKET-7/);
  expect(await unblock('--yes')).toMatchObject({
    exitCode: 0,
    output: '',
    notes: expect.stringMatching(/^Nothing blocks /),
  });
});

test('a plain revocation can be lifted too', async () => {
  await requested();
  await revoked();
  const lifted = await unblock('--yes', '--entity', seedEntity.germany);
  expect(lifted).toMatchObject({ exitCode: 0, notes: expect.stringContaining('unblock, or a newer request') });
});

test('an entity that is not blocked is named', async () => {
  await requested();
  await revoked();
  expect(await unblock('--yes', '--entity', seedEntity.japan)).toMatchObject({
    ...{
      exitCode: 1,
      output: '',
      notes: expect.stringContaining(`Nothing blocks ${username} in entity ${seedEntity.japan}`),
    },
  });
});

test('a user without events is no user of the stage', async () => {
  expect(await unblock('--yes')).toMatchObject({
    ...{ exitCode: 1, output: '', notes: expect.stringContaining('no event was about this user') },
  });
});

test.each([
  [['unblock', '--reason', 'x'], "argument 'username'"],
  [['unblock', 'ada'], '--reason'],
  [['unblock', 'ada', '--reason', 'x', '--entity', 'germany'], '--entity'],
])('%j is wrong usage', async (args, named) => {
  expect(await cli(...args)).toMatchObject({ exitCode: 2, notes: expect.stringContaining(named) });
});
