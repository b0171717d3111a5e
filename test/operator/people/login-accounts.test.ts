/** The linked accounts of a person's logins. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { loginKey } from '../../../lib/people/owner-key.ts';
import { AccountReader } from '../../../operator/accounts/account-reader.ts';
import { readLoginAccounts } from '../../../operator/people/login-accounts.ts';
import { PeopleReader } from '../../../operator/people/people-reader.ts';
import { germany } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

/** @returns the id of a linked account of the login */
async function link(login: string): Promise<string> {
  const id = randomUUID();
  const settings = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };
  const accounts = new LinkedAccounts(dynamodb, settings, Date.now, () => id);
  const change = { kind: 'approve', entityIds: [germany], time: Date.now() } as const;
  const lease = await accounts.acquire(login, { event: 'e', change }, randomUUID(), Date.now() + 60_000);
  if ('is' in lease) throw new Error(lease.is);
  await accounts.release(lease, lease.known);
  return id;
}

test('are those of the logins that nobody else has by now', async () => {
  const reader = new PeopleReader(dynamodb, 'people', 400);
  const [id, other] = ['1', '2'].map((digit) => digit.repeat(32));
  const [lost, own, unused] = ['lost@example.com', 'own@example.com', 'unused@example.com'];
  for (const login of [own, unused]) await reader.table.claim(loginKey(login), id ?? '', undefined);
  await reader.table.claim(loginKey(lost), other ?? '', undefined);
  const [account] = [await link(own), await link(lost)];
  const person = { ...unknownPerson(id ?? ''), logins: [lost, own, unused].map((login) => ({ login, generation: 1 })) };
  expect(await readLoginAccounts(reader, new AccountReader(dynamodb, 'accounts'), person)).toEqual([
    { login: own, account },
    { login: unused, account: undefined },
  ]);
});
