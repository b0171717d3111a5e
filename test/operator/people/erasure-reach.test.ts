/** What the whole service still has of a person after their erasure: what docs/security.md lists, and nothing else. */
import { createHash } from 'node:crypto';
import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { type ForgettablePerson, forgetPerson, readForgettable } from '../../../operator/people/forgetting.ts';
import { useServiceParts, useWholeService } from '../../histories/use-whole-service.ts';
import type { WholeService } from '../../histories/whole-service.ts';
import { said } from '../../lib/translation/said.ts';
import { day } from '../../lib/translation/translation.ts';
import { codeBlocks, readDocument } from '../../markdown.ts';

const parts = useServiceParts();
const begin = useWholeService(parts);

const rules = [
  { id: 'billing', when: { department: ['Ledgers'] }, grant: ['germany'] },
  { id: 'japan', when: { groups: ['zuora-japan'] }, grant: ['japan'] },
];

const old = 'ada.byron@example.com';
const login = 'ada.lovelace@example.com';
const user = { id: 'u-1042', externalId: 'x-1042', employeeNumber: 'n-1042', department: 'Ledgers' };
/** All that sources said of the person, and what is in nobody else's data. */
const traces = [old, login, ...Object.values(user), 'zuora-japan', 'w-1042', 'A-1042'];

let service: WholeService;
let tables: Readonly<Record<'people' | 'accounts' | 'audit' | 'ledger', string>>;
beforeEach(async () => {
  service = await begin(policy({ on: revoking, rules }));
  const { name: ledger, accounts, settings } = service.translation;
  tables = { people: settings.people, accounts, audit: `${ledger}-audit`, ledger };
  await service.addUsers(old, login);
});

const says = (type: string, person: object, more: object = {}) =>
  said(service.translation.clock, type, { user: { ...user, ...person }, ...more });

/** Somebody joins, gets another login, asks for access, is to leave some day, and leaves before. */
async function live(): Promise<void> {
  const japan = { group: 'zuora-japan' };
  await service.hear(says('user.joined', { userName: old }), says('group.member-added', { userName: old }, japan));
  await service.hear(says('user.changed', { userName: login }));
  await service.request(login, 'france');
  const ends = new Date(service.now + 30 * day).toISOString().slice(0, 10);
  const known = { Employee_ID: 'A-1042', Worker: { ID: 'w-1042' }, 'Email - Primary Work': login };
  const time = { Completed_Date: new Date(service.now).toISOString(), Termination_Date: ends };
  await service.hear(workday(workdayRow('Terminate Employee', { ...known, ...time, Cost_Center: undefined })));
  await service.hear(says('user.left', { userName: login }));
}

/** The tables that have a trace, with the kind of item and its attributes that do. */
async function found(): Promise<string[]> {
  const places: string[] = [];
  for (const [table, TableName] of Object.entries(tables)) {
    const { Items = [] } = await parts.dynamodb.send(new ScanCommand({ TableName }));
    for (const item of Items.map((one) => unmarshall(one))) {
      const kind = /^[a-z]+(?=[:#])/.exec(item['position'] ?? item['identity'])?.[0] ?? 'item';
      for (const [attribute, value] of Object.entries(item)) {
        const text = JSON.stringify(value instanceof Set ? [...value] : value).toLowerCase();
        const isThere = traces.some((trace) => text.includes(trace.toLowerCase()));
        if (isThere || traces.some((trace) => attribute.includes(trace))) places.push(`${table} ${kind} ${attribute}`);
      }
    }
  }
  return [...new Set(places)].toSorted();
}

async function forget(): Promise<ForgettablePerson> {
  const session = { aws: parts, stack: { stage: 'local', ...tables }, now: () => service.now };
  const person = await readForgettable(session, login);
  await forgetPerson(session, person);
  return person;
}

const announced = ['ledger effective groups', 'ledger effective said', 'ledger effective username'];
/** Of a renamed user, the newest decision names the other login. */
const logins = ['accounts item decision', 'accounts item login', 'audit login login'];

test('nothing is left of what sources said but the logins of linked accounts and audit log, and announced changes', async () => {
  await live();
  expect(await found()).toEqual(expect.arrayContaining([expect.stringMatching(/^people person /)]));
  await forget();
  expect(await found()).toEqual([...logins, ...announced]);
});

test('a cancelled change keeps the login and the groups until it expires', async () => {
  await live();
  await forget();
  await service.translation.cancel();
  expect(await found()).toEqual([...logins, ...announced.filter((place) => !place.endsWith('said'))]);
});

test('the commands in docs/commands.md delete the logins that are left', async () => {
  await live();
  const { accounts } = await forget();
  expect(accounts.map((account) => account.login)).toEqual([old, login]);
  for (const { id, login: name } of accounts) await deleteAsDocumented(name, id);
  expect(await found()).toEqual(announced);
});

/** Runs the deletions of the page, with their keys and the names of this test's tables. */
async function deleteAsDocumented(name: string, account: string): Promise<void> {
  const { text = '' } =
    codeBlocks(readDocument('docs/commands.md')).find(({ text }) => text.includes('delete-item')) ?? {};
  expect(text).toContain(`printf '["user","%s"]'`);
  const deletions = text.matchAll(/--table-name zuora-access-prod-(?<table>\w+)[\s\\]+--key "(?<key>.*)"$/gm);
  const key = userIdentity(name);
  let count = 0;
  for (const { groups: { table = '', key: written = '' } = {} } of deletions) {
    const Key = JSON.parse(written.replaceAll('\\"', '"').replace('$account', account).replace('$key', key));
    const gone = new DeleteItemCommand({
      TableName: Object.entries(tables).find(([one]) => one === table)?.[1],
      ...{ Key, ConditionExpression: 'attribute_exists(login)' },
    });
    await parts.dynamodb.send(gone);
    count += 1;
  }
  expect(count).toBe(2);
}

test('the hash in docs/commands.md is that of a login', () => {
  const hash = createHash('sha256').update(`["user","${login}"]`).digest('hex');
  expect(userIdentity(login)).toBe(hash);
});
