/** `people merge` and `unlink`, and people by their ids, over a table of people. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { reading, policy as testPolicy, written } from '../../fuzz/fixtures/policies.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { ChangeKind } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';
import { tableCells } from './table-cells.ts';

const table = (name: string) => `zuora-access-local-${name}`;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const people = new PeopleReader(dynamodb, table('people'), 400);
const settings = { ledger: table('ledger'), accounts: table('accounts'), ledgerRetention: 1, awsTimeout: 10_000 };
const accounts = new LinkedAccounts(dynamodb, settings, Date.now, randomUUID);
const policy = testPolicy();

let folder: string;
let policyFile: string;
beforeAll(async () => {
  for (const name of ['ledger', 'accounts', 'people']) await createLedgerTable(dynamodb, table(name));
  await createStageQueues(sqs);
  folder = mkdtempSync(join(tmpdir(), 'people-'));
  policyFile = join(folder, 'policy.yml');
  writeFileSync(policyFile, JSON.stringify(written()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, 'people', ...args);

let ada: string;
let old: string;
beforeEach(() => {
  ada = `${randomUUID()}@example.com`;
  old = `old-${ada}`;
});

async function say(source: string, id: string, userName: string, change: ChangeKind = 'joined'): Promise<string> {
  const said = reading(change, { id, userName, department: 'Billing' });
  const { person } = await new People(people.table, policy, Date.now).learn([
    sightingOf(policy, { reading: said, source }),
  ]);
  return person?.id ?? '';
}

/** An event about the login has made its linked account. */
async function link(login: string): Promise<string> {
  const nothing = { assignments: new Map(), denials: new Map(), ended: new Map(), leftAt: undefined };
  const decision = { ...nothing, generation: 0, revision: 0, isSuspended: false, hasLeft: false };
  const said = { event: randomUUID().replaceAll('-', ''), change: { kind: 'decide', decision } as const };
  const lease = await accounts.acquire(login, said, randomUUID(), Date.now() + 60_000);
  if ('is' in lease) throw new Error(lease.is);
  await accounts.release(lease, lease.known, undefined);
  return lease.known.id;
}

test('people are found by their ids', async () => {
  const id = await say('okta', `id of ${ada}`, ada, 'left');
  const shown = await cli('show', id.toUpperCase(), '--json');
  expect(JSON.parse(shown.output)).toMatchObject({ id, logins: [{ login: ada }] });
  const unknown = '0123456789abcdef0123456789abcdef';
  expect(await cli('show', unknown)).toMatchObject({
    ...{ exitCode: 1, output: '' },
    notes: expect.stringContaining(`Stage local knows nobody with the login or the id ${unknown}`),
  });
  expect(await cli('forget', id, '--yes')).toMatchObject({ exitCode: 0, output: `${id}\n` });
  expect(await cli('show', id)).toMatchObject({ exitCode: 1 });
});

test('merge shows both, asks, and names the linked account of each login', async () => {
  const id = await say('okta', `id of ${ada}`, ada);
  const other = await say('workday', `id of ${old}`, old);
  expect(await cli('merge', ada, old)).toMatchObject({
    ...{ exitCode: 2, output: '', notes: expect.stringContaining('Give --yes to go ahead') },
  });
  const { exitCode, output, notes } = await cli('merge', ada, other, '--yes');
  expect([exitCode, output]).toEqual([0, `${id}\n`]);
  expect(tableCells(notes)).toEqual([
    ['Person', id],
    ['Logins', ada],
    ['State', 'active'],
    ['Accounts', `okta (id of ${ada}, ${ada})`],
    [''],
    ['Person', other],
    ['Logins', old],
    ['State', 'active'],
    ['Accounts', `workday (id of ${old}, ${old})`],
    ['LOGIN', 'LINKED ACCOUNT'],
    [old, 'none yet'],
    [ada, 'none yet'],
    ['Merged. The service decides anew about the person within a minute.'],
  ]);
  const again = await cli('merge', old, ada, '--yes', '--json');
  expect(JSON.parse(again.output)).toMatchObject({
    person: id,
    logins: [{ login: old, account: null }, { login: ada }],
  });
  expect(again.notes).toContain('Both are one person already.');
});

test('merge refuses two accounts of one source, and somebody unknown', async () => {
  await say('okta', `id of ${ada}`, ada);
  await say('okta', `id of ${old}`, old);
  expect(await cli('merge', ada, old, '--yes')).toMatchObject({
    ...{ exitCode: 1, output: '', notes: expect.stringContaining('If they are one, give --force.') },
  });
  expect(await cli('merge', ada, 'nobody@example.com', '--yes')).toMatchObject({
    ...{ exitCode: 1, output: '', notes: expect.stringContaining('knows nobody with the login nobody@example.com') },
  });
  expect(await cli('merge', ada, old, '--yes', '--force')).toMatchObject({ exitCode: 0 });
});

test('unlink gives the account its own person, with the login that it names', async () => {
  await say('okta', `id of ${ada}`, ada);
  await say('workday', `id of ${old}`, old);
  const account = await link(old);
  await cli('merge', ada, old, '--yes');
  const chosen = ['unlink', ada, '--source', 'workday', '--policy', policyFile];
  expect(await cli(...chosen)).toMatchObject({ exitCode: 2, notes: expect.stringContaining('Give --yes to go ahead') });
  const { exitCode, output } = await cli(...chosen, '--yes', '--json');
  const { unlinked, logins } = JSON.parse(output);
  expect([exitCode, logins]).toEqual([0, [{ login: old, account }]]);
  expect((await people.find(unlinked))?.person).toMatchObject({
    accounts: [{ source: 'workday' }],
    logins: [{ login: old }],
  });
  expect(await cli(...chosen, '--yes')).toMatchObject({
    ...{ exitCode: 1, output: '', notes: expect.stringContaining('The person has no such account.') },
  });
});
