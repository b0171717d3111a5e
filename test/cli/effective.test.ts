/** `effective list` and `effective cancel`, and what `status` says of an announced change. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { operatorEntries } from '../operator-entries.ts';
import { World } from '../system/world.ts';
import { until } from '../until.ts';
import { run } from './command.ts';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);

/** Adds a person to a group of the policy on a date. */
function addition(username: string, id: string, effectiveAt: string, said = new Date()) {
  const data = { user: { userName: username }, group: 'zuora-emea-billing', effectiveAt };
  return plain('identity.group.member-added.v1', data, { id, source: 'https://hr', time: said.toISOString() });
}

async function deliver(event: object) {
  const [messageId = ''] = await world.send('identity-events', event);
  return world.outcomesOf(messageId);
}

const inAYear = new Date(Date.now() + 365 * 24 * 3_600_000).toISOString();

/** Announces a change, and returns its id if it is listed. */
async function announced(username: string, id: string, effectiveAt = inAYear): Promise<string | undefined> {
  expect(await deliver(addition(username, id, effectiveAt))).toMatchObject([{ outcome: 'translated' }]);
  const { output } = await cli('effective', 'list', '--json');
  return JSON.parse(output).find((change: { username: string }) => change.username === username)?.id;
}

test('a stage without announced changes says so', async () => {
  expect(await cli('effective', 'list')).toMatchObject({
    ...{ exitCode: 0, output: '', notes: 'No effective-dated changes in stage local.\n' },
  });
});

test('a pending change is listed, cancelled, and does not come back', async () => {
  const [username, eventId] = [`${randomUUID()}@example.com`, randomUUID()];
  const id = (await announced(username, eventId)) ?? '';
  const listed = await cli('effective', 'list');
  expect(listed).toMatchObject({ exitCode: 0, notes: '1 in all: 1 pending.\n' });
  expect(listed.output).toMatch(new RegExp(`${id} +${username} +added-to-group zuora-emea-billi.* +plain .* +pending`));

  const [change] = JSON.parse((await cli('effective', 'list', '--json')).output);
  expect(change).toMatchObject({ id, username, change: 'added-to-group', state: 'pending', effectiveAt: inAYear });
  for (const internal of ['identity', 'version', 'said', 'events']) expect(change).not.toHaveProperty(internal);

  const cancelled = await cli('effective', 'cancel', id, '--yes');
  expect(cancelled).toMatchObject({ exitCode: 0, notes: '' });
  expect(await operatorEntries(world.stack.clients.dynamodb)).toEqual([
    `cancel change ${id} begun by arn:aws:iam::000000000000:root`,
  ]);
  expect(cancelled.output).toMatch(/State +cancelled\n.*Cancelled at +20.*\n.*Cancelled by +arn:aws:/s);
  expect(await deliver(addition(username, eventId, inAYear))).toMatchObject([
    { outcome: 'ignored', reason: 'cancelled', username, effectiveAt: inAYear },
  ]);
  expect(await cli('effective', 'cancel', id, '--yes', '--json')).toMatchObject({
    ...{ exitCode: 0, notes: 'The change was cancelled before. Nothing was done.\n' },
  });
  const status = await cli('status', eventId);
  expect(status.exitCode).toBe(0);
  expect(status.output).toMatch(
    new RegExp(`Person +${username}\n.*State +cancelled\n.*Announced by .*${eventId}`, 's'),
  );
});

test('a change that is under way or done cannot be cancelled', async () => {
  const id = await announcedSoon();
  await until(async () => {
    const { output } = await cli('effective', 'list', '--json');
    return !JSON.parse(output).some((change: { id: string }) => change.id === id);
  });
  expect(await cli('effective', 'cancel', id, '--yes')).toMatchObject({
    ...{ exitCode: 1, output: '', notes: expect.stringContaining('is already under way or done') },
  });
});

/** Announces a change so far ahead that it is listed before its date, however slow the machine. */
async function announcedSoon(): Promise<string> {
  for (let lead = 4000; ; lead *= 2) {
    const date = Date.now() + lead;
    const id = await announced(`${randomUUID()}@example.com`, randomUUID(), new Date(date).toISOString());
    if (id !== undefined) return id;
    if (Date.now() < date) throw new Error('the change is not listed, though its date is ahead');
  }
}

test.each([
  [['effective', 'cancel', '0123456789abcdef', '--yes'], 1, 'There is no effective-dated change 0123456789abcdef'],
  [['effective', 'cancel', 'ada', '--yes'], 2, 'It must be an id of effective list'],
  [['effective', 'cancel'], 2, "argument 'id'"],
  [['effective', 'list', '--other'], 2, "unknown option '--other'"],
])('%s', async (args, exitCode, notes) => {
  expect(await cli(...args)).toMatchObject({ exitCode, output: '', notes: expect.stringContaining(notes) });
});

test('without a terminal a cancellation has to be confirmed by an option', async () => {
  const id = (await announced(`${randomUUID()}@example.com`, randomUUID())) ?? '';
  expect(await cli('effective', 'cancel', id)).toMatchObject({
    ...{ exitCode: 2, output: '', notes: expect.stringContaining('Give --yes to go ahead') },
  });
  expect((await cli('effective', 'list')).output).toMatch(new RegExp(`${id}.* pending`));
});
