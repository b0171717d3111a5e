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

/** Units of the event's record, written twice, and of an entry of the audit log. */
const others = 1 + 1 + 2;

test('a request for one entity of an account with 30 takes 11 units', async () => {
  const entityIds = Array.from({ length: 30 }, () => randomUUID().replaceAll('-', ''));
  const lease = await acquire(entityIds);
  const wish = { isDesired: true, isProtected: false };
  const seen = entityIds.map((id) => [id, afterLook({}, true, wish, clock.now())] as const);
  await accounts.release(lease, { ...lease.known, access: new Map(seen) });
  const released = await writeUnits();
  await acquire(entityIds.slice(0, 1));
  const acquired = await writeUnits();
  expect(Number(acquired) + Number(released) + others).toBe(11);
});

/** Of the only item. */
async function writeUnits(): Promise<number | undefined> {
  const { Items: [Item] = [] } = await dynamodb.scan({ TableName: tables.accounts });
  const put = { TableName: tables.accounts, Item, ReturnConsumedCapacity: 'TOTAL' } as const;
  const { ConsumedCapacity } = await dynamodb.putItem(put);
  return ConsumedCapacity?.CapacityUnits;
}

test.each([
  [1, 1, 1],
  [10, 2, 2],
  [30, 5, 3],
  [100, 13, 9],
])(
  'an account with %i entities takes %i units when an event about them acquires it, and %i when it releases it',
  async (count, acquired, released) => {
    const entityIds = Array.from({ length: count }, () => randomUUID().replaceAll('-', ''));
    const lease = await acquire(entityIds);
    const wish = { isDesired: true, isProtected: false };
    const seen = entityIds.map((id) => [id, afterLook({}, true, wish, clock.now())] as const);
    await accounts.release(lease, { ...lease.known, access: new Map(seen) });
    expect(await writeUnits()).toBe(released);
    await acquire(entityIds);
    expect(await writeUnits()).toBe(acquired);
  },
);
