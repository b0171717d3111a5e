/**
 * What the writes of an account cost, as docs/deploy.md tells it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from '@jest/globals';
import { afterLook } from '../../../lib/account/entity-learning.ts';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { eventDigits } from '../../../lib/account/requested-assignment.ts';
import type { Item } from '../../../models/dynamodb-expressions.ts';
import { writeUnits } from '../../../models/dynamodb-units.ts';
import { Clock } from '../../clock.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const tables = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };
const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, tables.ledger);
useLedgerTable(dynamodb, tables.accounts);

const clock = new Clock();
const accounts = new LinkedAccounts(dynamodb, tables, clock.now, randomUUID);

afterEach(async () => {
  const { Items = [] } = await dynamodb.scan({ TableName: tables.accounts });
  for (const { identity = { S: '' } } of Items) {
    await dynamodb.deleteItem({ TableName: tables.accounts, Key: { identity } });
  }
});

/** @throws Error when the account was refused */
async function acquire(entityIds: readonly string[]): Promise<AccountLease> {
  const event = randomBytes(32).toString('hex');
  const assignment = { time: clock.now(), event: event.slice(0, eventDigits), isEnded: false };
  const change = { kind: 'request', entityIds, key: 'https://hr.example.com', assignment } as const;
  const lease = await accounts.acquire('ada.lovelace@example.com', { event, change }, randomUUID(), clock.now());
  if ('is' in lease) throw new Error(lease.is);
  return lease;
}

function someIds(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUID().replaceAll('-', ''));
}

/** Units of the event's record, written twice, and of an entry of the audit log. */
const others = 1 + 1 + 2;

/** Releases the account with the access that Zuora shows. */
async function release(lease: AccountLease, entityIds: readonly string[]): Promise<void> {
  const wish = { isDesired: true, isProtected: false };
  const seen = entityIds.map((id) => [id, afterLook({}, true, wish, clock.now())] as const);
  await accounts.release(lease, { ...lease.known, access: new Map([...lease.known.access, ...seen]) });
}

/** Of the writes that acquire and release the account. */
async function units(entityIds: readonly string[]): Promise<readonly number[]> {
  const before = await item();
  const lease = await acquire(entityIds);
  const acquired = await item();
  await release(lease, entityIds);
  return [writeUnits(before, acquired), writeUnits(acquired, await item())];
}

/** The only one. */
async function item(): Promise<Item | undefined> {
  return (await dynamodb.scan({ TableName: tables.accounts })).Items?.[0];
}

test('a request for one entity of an account with 30 takes 10 units', async () => {
  const entityIds = someIds(30);
  await release(await acquire(entityIds), entityIds);
  const [acquired = 0, released = 0] = await units(entityIds.slice(0, 1));
  expect(acquired + released + others).toBe(10);
});

test('access for a time, whose key never comes again, is no usual key', async () => {
  const event = randomBytes(32).toString('hex');
  const assignment = {
    time: clock.now(),
    event: event.slice(0, eventDigits),
    isEnded: false,
    expiresAt: clock.now() + 1,
  };
  const change = { kind: 'request', entityIds: someIds(1), key: event, assignment } as const;
  await accounts.acquire('ada.lovelace@example.com', { event, change }, randomUUID(), clock.now());
  expect((await item())?.['usualKey']).toBeUndefined();
  await acquire(someIds(1));
  expect((await item())?.['usualKey']).toEqual({ S: 'https://hr.example.com' });
});

test.each([
  [1, 1],
  [10, 2],
  [30, 4],
  [100, 11],
])(
  'an event about all %i entities of an account takes %i units to acquire it, and to release it',
  async (count, each) => {
    const entityIds = someIds(count);
    await release(await acquire(entityIds), entityIds);
    expect(await units(entityIds)).toEqual([each, each]);
  },
);
