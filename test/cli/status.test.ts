/** `status`: what it finds by a person, by an identity event, and by a change. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { identityOf } from '../../lib/event/event.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { accessRequested, accessRevoked } from '../system/events.ts';
import { World } from '../system/world.ts';
import { run } from './command.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);
const found = async (text: string) => JSON.parse((await cli('status', text, '--json')).output);

/** Adds a person to a group of the policy, with the publisher's own correlation. */
async function added(userName: string, id: string, effectiveAt?: string): Promise<string> {
  const data = { user: { userName }, group: 'zuora-emea-billing', ...(effectiveAt && { effectiveAt }) };
  const said = { id, source: 'https://hr', time: new Date().toISOString(), correlationid: `TICKET-${id}` };
  const [messageId = ''] = await world.send('identity-events', plain('identity.group.member-added.v1', data, said));
  await world.outcomesOf(messageId);
  await world.drained('identity-events', 'access-decisions');
  return messageId;
}

test('the events of a person are found by the login, in any spelling, and the person is not named', async () => {
  const id = randomUUID();
  const event = { ...accessRequested('alan.turing@example.com', seedEntity.germany), id, source: 'hr' };
  await world.outcomesOf((await world.send(queue, event))[0] ?? '');
  const joined = randomUUID();
  await added('alan.turing@example.com', joined);
  const { exitCode, output } = await cli('status', 'Alan.Turing@example.com');
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^TIME +OPERATION +OUTCOME +ENTITIES +EFFECTIVE AT +EVENT +WHY/);
  expect(output).toMatch(new RegExp(`requestUserAccess +applied +\\S.*${id}`));
  expect(output).toContain(joined.slice(0, 8));
  expect(output.toLowerCase()).not.toContain('alan');
  const records = await found('alan.turing@example.com');
  expect(records).toMatchObject([{ operation: 'requestUserAccess' }, { operation: 'applyAccessDecision' }]);
  expect(records.some((record: object) => 'userIdentity' in record)).toBe(false);
});

test('the events of a person show the entities that they name, and those in which a newer event counts', async () => {
  const username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
  const { germany, japan } = seedEntity;
  const revoked = { ...accessRevoked(username, germany), time: new Date().toISOString() };
  await world.outcomesOf((await world.send('access-revocations', revoked))[0] ?? '');
  const id = randomUUID();
  const requested = { ...accessRequested(username, germany, japan), id };
  await world.outcomesOf((await world.send(queue, requested))[0] ?? '');
  const { output } = await cli('status', username);
  expect(output).toMatch(/^\S+ +requestUserAccess +applied +…00000002, …00000004 .* superseded in …00000002$/m);
  expect(output).toMatch(/^\S+ +revokeUserAccess +already-applied +…00000002 /m);
  expect(output).toMatch(/^ENTITY +ACCESS +SINCE\n…00000001 +verified +20\S+Z\n…00000004 +requested +20\S+Z$/m);
  const records = await found(username);
  expect(records).toContainEqual(
    expect.objectContaining({ outcome: 'applied', targetEntityIds: [germany, japan], superseded: [germany] }),
  );
  const { output: facts } = await cli('status', id, '--source', 'test');
  expect(facts).toMatch(/^Entities +…00000002, …00000004$/m);
  expect(facts).toMatch(/^Superseded in +…00000002$/m);
});

test('an identity event with a correlation is found by its own id, and by its message ID', async () => {
  const id = randomUUID();
  const messageId = await added(`${id}@example.com`, id);
  const identityEventId = JSON.stringify(['https://hr', id]);
  const derived = [{ operation: 'applyAccessDecision', identityEventId, identityMessageId: messageId }];
  expect(await found(id)).toMatchObject(derived);
  expect(await found(messageId)).toMatchObject(derived);
  expect(await found(`TICKET-${id}`)).toMatchObject(derived);
});

test('an effective-dated change is found by its own id, its person, and the message that announced it', async () => {
  const username = `${randomUUID()}@example.com`;
  const effectiveAt = new Date(Date.now() + 30 * 24 * 3_600_000).toISOString();
  const messageId = await added(username, randomUUID(), effectiveAt);
  const [change] = await found(messageId);
  expect(change).toMatchObject({ state: 'pending', effectiveAt, messageId });
  expect(await found(change.id)).toEqual([change]);
  const asWritten = username.toUpperCase();
  expect(await found(asWritten)).toEqual([{ ...change, username: asWritten }]);
  const { output } = await cli('status', username);
  expect(output).toMatch(new RegExp(`added-to-group.* +pending +- +${effectiveAt} +${change.id}`));
});

test('a search of a part of the ledger says how to go on, and what it found there', async () => {
  const id = randomUUID();
  const event = { ...accessRequested('alan.turing@example.com', seedEntity.germany), id, source: 'hr' };
  await world.outcomesOf((await world.send(queue, event))[0] ?? '');
  const dynamodb = new DynamoDB(embeddedAws(world.stack.aws));
  const TableName = 'zuora-access-local-ledger';
  for (let index = 0; index < 30; index += 1) {
    const Item = { identity: { S: `filler-${index}` }, filler: { S: 'x'.repeat(300_000) } };
    await dynamodb.putItem({ TableName, Item });
  }
  const outputs: string[] = [];
  const exitCodes: (number | null)[] = [];
  let from: string[] | undefined = [];
  while (from !== undefined) {
    const { exitCode, output, notes } = await cli('status', id, '--json', '--max-records', '1', ...from);
    outputs.push(output);
    exitCodes.push(exitCode);
    const next = /repeat the command with --from (\S+)\. /.exec(notes)?.[1];
    if (output === '') expect(notes).toMatch(/: No record of \S+ (so far\.|in the last \d+ records? of )/);
    from = next === undefined ? undefined : ['--from', next];
  }
  expect(outputs.length).toBeGreaterThan(5);
  expect(exitCodes.slice(0, -1).every((exitCode) => exitCode === 1)).toBe(true);
  expect(outputs.filter((output) => output !== '').map((output) => JSON.parse(output))).toMatchObject([
    [{ eventId: id }],
  ]);
  for (let index = 0; index < 30; index += 1) {
    await dynamodb.deleteItem({ TableName, Key: { identity: { S: `filler-${index}` } } });
  }
  dynamodb.destroy();
});

test.each([
  [['--max-records', '0'], 'whole number'],
  [['--from', 'x', '--source', 'hr'], 'cannot be used with'],
])('is refused with %j', async (args, note) => {
  expect(await cli('status', 'id', ...args)).toMatchObject({ exitCode: 2, notes: expect.stringContaining(note) });
});

test('events that were recorded before the ledger noted people are counted, never silently left out', async () => {
  const nobody = `${randomUUID()}@example.com`;
  const before = await cli('status', nobody);
  expect(before).toMatchObject({ exitCode: 1, output: '', notes: expect.stringContaining('nor a person') });
  expect(before.notes).not.toContain('before an upgrade');

  const id = randomUUID();
  const event = { ...accessRequested('ada.lovelace@example.com', seedEntity.germany), id, source: 'hr' };
  await world.outcomesOf((await world.send(queue, event))[0] ?? '');
  const dynamodb = new DynamoDB(embeddedAws(world.stack.aws));
  await dynamodb.updateItem({
    TableName: 'zuora-access-local-ledger',
    Key: { identity: { S: identityOf('requestUserAccess', 'hr', id) } },
    UpdateExpression: 'REMOVE userIdentity',
  });
  dynamodb.destroy();
  const { exitCode, notes } = await cli('status', nobody);
  expect([exitCode, notes]).toEqual([1, expect.stringContaining('1 event from before an upgrade')]);
  expect((await cli('status', id)).notes).not.toContain('before an upgrade');
});
