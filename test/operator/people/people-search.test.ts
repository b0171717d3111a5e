/** Who is found by what an operator types. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { policy, reading } from '../../../fuzz/fixtures/policies.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { loginKey } from '../../../lib/people/owner-key.ts';
import { People } from '../../../lib/people/people.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { type FoundPeople, findPeople, loginOf } from '../../../operator/people/people-search.ts';
import { scanItemByItem } from '../../services/item-by-item.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const people = new PeopleTable(dynamodb, { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 }, Date.now);
const accountSettings = { accounts: 'accounts', ledger: 'ledger', ledgerRetention: 1, awsTimeout: 10_000 };
const accounts = new LinkedAccounts(dynamodb, accountSettings, Date.now, randomUUID);

useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

/** Tells the tests' people apart: the tables are of the file. */
let name: string;
beforeEach(() => {
  name = randomUUID();
});

async function say(attributes: object) {
  const by = policy({});
  const time = '2026-11-20T10:00:00.000Z';
  const said = reading('changed', {}, { id: randomUUID(), time, person: { ...attributes } });
  await new People(people, by, Date.now).learn([sightingOf(by, { reading: said, source: 'okta' })]);
}

async function link(login: string) {
  const change = { kind: 'unblock', entityIds: [], time: Date.now() } as const;
  const lease = await accounts.acquire(
    login,
    { event: randomUUID().replaceAll('-', ''), change },
    randomUUID(),
    Date.now() + 60_000,
  );
  if ('is' in lease) throw new Error(lease.is);
}

const stack = { people: 'people', accounts: 'accounts' };

async function search(text: string, max = 10, client = dynamodb): Promise<FoundPeople> {
  const session = { aws: { dynamodb: client }, stack, interruption: new AbortController().signal };
  const found = await findPeople(session, text, max);
  if (found === undefined) throw new Error('Nothing has interrupted the search.');
  return found;
}

const loginsOf = ({ found }: FoundPeople) => found.map(loginOf);

test('a person is found by a part of the login, in any case', async () => {
  await say({ id: name, userName: `${name}@example.com` });
  expect(loginsOf(await search(name.slice(4).toUpperCase()))).toEqual([`${name}@example.com`]);
});

test('a person is found by what a source says of them, such as the id of their account', async () => {
  await say({ id: `okta-${name}`, userName: `${randomUUID()}@example.com` });
  expect((await search(`okta-${name}`)).found).toHaveLength(1);
  expect((await search(`okta-${name}-of-another`)).found).toEqual([]);
});

test('a linked account is found though no source told of the person', async () => {
  await link(`${name}@example.com`);
  const { found } = await search(name);
  expect(found).toMatchObject([{ linked: { login: `${name}@example.com` } }]);
  expect(found[0]?.person).toBeUndefined();
});

test('a person with a linked account is found once', async () => {
  await say({ id: name, userName: `${name}@example.com` });
  await link(`${name}@EXAMPLE.com`);
  const { found } = await search(name);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ person: { logins: [{}] }, linked: {} });
});

test('not more are found than were asked for, and the answer says so', async () => {
  for (const number of [1, 2, 3]) await link(`${number}-${name}@example.com`);
  const some = await search(name, 2);
  expect(some).toMatchObject({ isAll: false });
  expect(some.found).toHaveLength(2);
  const all = await search(name, 3);
  expect(all).toMatchObject({ isAll: true });
  expect(loginsOf(all)).toEqual([1, 2, 3].map((number) => `${number}-${name}@example.com`));
});

test('where the tables are too large for one answer, everybody is shown with the access that they have', async () => {
  const logins = Array.from({ length: 8 }, (_, index) => `${index}-${name}@example.com`);
  for (const login of logins) {
    await say({ id: login, userName: login });
    await link(login);
  }
  const client = scanItemByItem(aws.client((options) => new DynamoDB(options)));
  const { found, isAll } = await search(name, 3, client);
  expect(isAll).toBe(false);
  expect(found).toHaveLength(3);
  for (const { person, linked } of found) expect(linked?.login).toBe(person?.logins.at(-1)?.login);
});

test('a person who is found by what a source says has their linked account', async () => {
  const login = `${randomUUID()}@example.com`;
  await say({ id: `okta-${name}`, userName: login });
  await link(login);
  expect((await search(`okta-${name}`)).found).toMatchObject([{ person: { logins: [{ login }] }, linked: { login } }]);
});

test('a linked account that is found by its id has its person', async () => {
  const login = `${name}@example.com`;
  await say({ id: name, userName: login });
  await link(login);
  const [{ linked } = {}] = (await search(login)).found;
  expect((await search(linked?.id ?? '')).found).toMatchObject([
    { person: { logins: [{ login }] }, linked: { login } },
  ]);
});

test('a linked account is shown with the person who has its login now', async () => {
  const login = `${name}@example.com`;
  await say({ id: name, userName: login });
  await link(login);
  const key = loginKey(login);
  await people.claim(key, randomUUID().replaceAll('-', ''), (await people.owners([key])).get(key));
  const { found } = await search(name);
  expect(found).toHaveLength(2);
  expect(found).toEqual(
    expect.arrayContaining([
      { person: expect.objectContaining({ logins: [expect.objectContaining({ login })] }) },
      { linked: expect.objectContaining({ login }) },
    ]),
  );
});

test('a search that is interrupted finds nothing', async () => {
  await link(`${name}@example.com`);
  const session = { aws: { dynamodb }, stack, interruption: AbortSignal.abort() };
  expect(await findPeople(session, name, 10)).toBeUndefined();
});
