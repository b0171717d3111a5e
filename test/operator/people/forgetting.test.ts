/** What is erased of people while events about them come. */
import { randomUUID } from 'node:crypto';
import { DynamoDB, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { ChangeKind } from '../../../lib/identity/reading.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { People } from '../../../lib/people/people.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { forgetPerson, readForgettable } from '../../../operator/people/forgetting.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const stack = { stage: 'local', people: 'people', accounts: 'accounts' };

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const table = new PeopleTable(dynamodb, { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 }, Date.now);
const session = { aws: { dynamodb }, stack, now: Date.now };

beforeAll(async () => {
  for (const name of [stack.people, stack.accounts]) await createLedgerTable(dynamodb, name);
});

let login: string;
beforeEach(() => {
  login = `${randomUUID()}@example.com`;
});

async function say(
  change: ChangeKind,
  time: string,
  about: object = { userName: login },
  { source = 'okta', by = policy({ on: revoking }) } = {},
) {
  const person = { id: `id of ${login}`, ...about };
  const said = reading(change, {}, { id: time, time, person });
  return new People(table, by, Date.now).learn([sightingOf(by, { reading: said, source })]);
}

async function leave() {
  await say('joined', '2026-11-20T08:00:00.000Z');
  await say('left', '2026-11-21T08:00:00.000Z');
  return readForgettable(session, login);
}

/** The items about a person: the beginnings of their keys. */
async function itemsOf(id: string): Promise<string[]> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: stack.people }));
  const own = Items.filter(({ person }) => person?.S === id);
  return own.map(({ identity }) => identity?.S?.split(':')[0] ?? '').toSorted();
}

/** Does the work before the first deletion. */
async function beforeDeletion(work: () => Promise<unknown>, during: () => Promise<unknown>): Promise<void> {
  let isDone = false;
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName === 'DeleteItemCommand' && !isDone) {
          isDone = true;
          await work();
        }
        return next(call);
      },
    { step: 'initialize', name: 'before' },
  );
  await during().finally(() => dynamodb.middlewareStack.remove('before'));
  expect(isDone).toBe(true);
}

test('nothing is erased if an event has told more since the operator looked', async () => {
  const seen = await leave();
  const { id } = seen.stored.person;
  await say('joined', '2026-11-22T08:00:00.000Z');
  await expect(forgetPerson(session, seen)).rejects.toThrow(/in the meantime\. Nothing was erased\./);
  expect(await itemsOf(id)).toEqual(['account', 'account', 'login', 'person']);
});

test('an event that comes during the erasure is remembered, and the next one finds the person by their id', async () => {
  const seen = await leave();
  const { id } = seen.stored.person;
  const again = () => say('joined', '2026-11-22T08:00:00.000Z');
  await beforeDeletion(again, () => forgetPerson(session, seen));
  const { person } = await say('changed', '2026-11-23T08:00:00.000Z', { department: 'Billing' });
  expect(person).toMatchObject({ id, logins: [{ login, generation: 2 }], accounts: [{ state: { is: 'active' } }] });
  expect([...(person?.accounts[0]?.facts.keys() ?? [])].toSorted()).toEqual(['department', 'id', 'userName']);
});

test('nobody is found after an erasure that was cut off, and nothing that a source said is left', async () => {
  const seen = await leave();
  const cutOff = async () => {
    throw new Error('cut off');
  };
  await expect(beforeDeletion(cutOff, () => forgetPerson(session, seen))).rejects.toThrow('cut off');
  await expect(readForgettable(session, login)).rejects.toThrow('knows nobody');
  expect(await table.read(seen.stored.person.id)).toMatchObject({ person: { accounts: [], logins: [] } });
});

test.each([
  ['with the policy', ['workday'], /No source that counts says/],
  ['without a policy', undefined, /workday says that .* is active/],
])('who is active in the source that counts is not erasable %s', async (_, order, problem) => {
  const by = policy({ on: revoking, sources: ['workday'] });
  await say('joined', '2026-11-20T08:00:00.000Z', undefined, { source: 'workday', by });
  await say('left', '2026-11-21T08:00:00.000Z', undefined, { by });
  await expect(readForgettable(session, login, order)).rejects.toThrow(problem);
});
