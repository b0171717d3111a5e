import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { blocksOf } from '../../../lib/account/desired.ts';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { readBlocked, unblock } from '../../../operator/accounts/unblocking.ts';
import { Clock } from '../../clock.ts';
import { germany, japan } from '../../factories.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const minute = 60_000;
const stack = { stage: 'test', ledger: 'ledger', accounts: 'accounts', audit: 'audit' };

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, stack.ledger);
useLedgerTable(dynamodb, stack.accounts);
useAuditTable(dynamodb, stack.audit);

let clock: Clock;
let accounts: LinkedAccounts;
let username: string;
beforeEach(() => {
  clock = new Clock();
  username = `${randomUUID()}@example.com`;
  accounts = new LinkedAccounts(
    dynamodb,
    { ...stack, ledgerRetention: 1000, awsTimeout: 10_000 },
    clock.now,
    randomUUID,
  );
});

const session = (now = clock.now) => ({ aws: { dynamodb }, stack, now });

/** An event holds the end of the user's access to these entities. */
async function held(entityIds: readonly string[], time = clock.now()): Promise<void> {
  const lease = await acquired({ kind: 'order', entityIds, time, hold: true });
  await accounts.release(lease, lease.known);
  clock.advance(1000);
}

async function acquired(change: Parameters<LinkedAccounts['acquire']>[1]['change']): Promise<AccountLease> {
  const said = { event: randomUUID().replaceAll('-', ''), change };
  const lease = await accounts.acquire(username, said, randomUUID(), clock.now() + minute);
  if ('is' in lease) throw new Error(lease.is);
  return lease;
}

async function lifted(chosen?: readonly string[], now = clock.now): Promise<string> {
  const entities = await readBlocked(session(), username, chosen);
  return unblock(session(now), { username, entities, requestedBy: 'ada', reason: 'Closed' }, randomUUID);
}

test('an order that is lifted is in the audit log, with who lifted it', async () => {
  await held([germany]);
  await lifted();
  const { Items = [] } = await dynamodb.scan({ TableName: stack.audit });
  const entries = Items.map((item) => unmarshall(item)).filter(({ outcome }) => outcome === 'unblocked');
  const own = await accounts.acquire(
    username,
    { event: 'a', change: { kind: 'end', entityIds: [], keys: [], time: 0, event: 'a' } },
    'me',
    clock.now() + minute,
  );
  if ('is' in own) throw new Error(own.is);
  expect(entries.filter(({ account }) => account === own.known.id)).toMatchObject([
    { what: 'unblock', entityId: germany, requestedBy: 'ada', requestReason: 'Closed', against: [] },
  ]);
});

const stillBlocked = async (chosen?: readonly string[]) =>
  (await readBlocked(session(), username, chosen)).map(({ entityId }) => entityId);

test('an order is lifted where the operator says so', async () => {
  await held([germany, japan]);
  await lifted([japan]);
  expect(await stillBlocked()).toEqual([germany]);
});

test('an order that is dated ahead is not lifted before its time, and the operator is told', async () => {
  await held([japan], clock.now() + 3 * minute);
  await expect(lifted()).rejects.toThrow(/is dated 20\S+Z\. Nothing was done\./);
  expect(await stillBlocked()).toEqual([japan]);
  clock.advance(3 * minute);
  await lifted();
  expect(await stillBlocked()).toEqual([]);
});

test('an order that became one with others is lifted where it is named', async () => {
  const ids = (message: number) =>
    Array.from({ length: 100 }, (_, index) => (message * 100 + index).toString(16).padStart(32, '4c'));
  for (let message = 0; message < 4; message += 1) await held(ids(message));
  const [forgotten = ''] = ids(0);
  expect(await stillBlocked()).not.toContain(forgotten);
  expect(await stillBlocked([forgotten])).toEqual([forgotten]);
  await lifted([forgotten]);
  expect(await stillBlocked([forgotten])).toEqual([]);
});

test('more entities than an event may name are refused before anything is written', async () => {
  const entities = Array.from({ length: 101 }, (_, index) => ({
    ...{ entityId: index.toString(16).padStart(32, '0'), orderedAt: 1, isHeld: true },
  }));
  const request = { username, entities, requestedBy: 'ada', reason: 'Closed' };
  await expect(unblock(session(), request, randomUUID)).rejects.toThrow('Lift 100 at most at a time');
});

test('the clock of the machine closes the account to nobody', async () => {
  await held([japan]);
  await lifted(undefined, () => clock.now() + 60 * minute);
  const { stored } = await acquired({ kind: 'order', entityIds: [germany], time: clock.now(), hold: false });
  expect(stored.dueAt).toBe(0);
});

test('an unblocking that is cut off leaves the account due, and counts', async () => {
  await held([japan]);
  const entities = await readBlocked(session(), username);
  const cutOff = { ...session(), stack: { ...stack, audit: 'no-such-table' } };
  const request = { username, entities, requestedBy: 'ada', reason: 'Closed' };
  await expect(unblock(cutOff, request, randomUUID)).rejects.toThrow();
  clock.advance(minute);
  const { stored, known } = await acquired({ kind: 'order', entityIds: [germany], time: clock.now(), hold: false });
  expect(stored.dueAt).toBe(0);
  expect(blocksOf(known.account, japan)).toEqual([]);
});
