import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { blocksOf } from '../../../lib/account/desired.ts';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { BlockedEntity } from '../../../operator/accounts/blocked-entities.ts';
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
function held(entityIds: readonly string[], time = clock.now()): Promise<void> {
  return ordered({ entityIds, time, hold: true });
}

async function ordered(order: { entityIds: readonly string[]; time: number; hold: boolean }): Promise<void> {
  const lease = await acquired({ kind: 'order', ...order });
  await accounts.release(lease, lease.known);
  clock.advance(1000);
}

async function acquired(change: Parameters<LinkedAccounts['acquire']>[1]['change']): Promise<AccountLease> {
  const said = { event: randomUUID().replaceAll('-', ''), change };
  const lease = await accounts.acquire(username, said, randomUUID(), clock.now() + minute);
  if ('is' in lease) throw new Error(lease.is);
  return lease;
}

interface Shown {
  readonly entities: readonly BlockedEntity[];
  readonly shownAt: number;
}

async function shown(chosen?: readonly string[], now = clock.now): Promise<Shown> {
  return { shownAt: now(), entities: await readBlocked(session(), username, chosen) };
}

/** Lifts what was shown. */
function unblocked(what: Shown, { now = clock.now, tables = stack } = {}): Promise<string> {
  const request = { username, ...what, requestedBy: 'ada', reason: 'Closed' };
  return unblock({ ...session(now), stack: tables }, request, randomUUID);
}

async function lifted(chosen?: readonly string[], now = clock.now): Promise<string> {
  return unblocked(await shown(chosen, now), { now });
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

describe('orders that have changed since they were shown', () => {
  const changed = (what: string) =>
    new RegExp(`have changed since. Entity ${germany} ${what}. Nothing was done. Look again.`);

  test('are not lifted where somebody has held the access anew, and the operator is told', async () => {
    await held([germany, japan]);
    const before = await shown();
    await held([germany]);
    await expect(unblocked(before)).rejects.toThrow(changed('is revoked and held since 20\\S+Z'));
    expect(await stillBlocked()).toEqual([germany, japan]);
    await lifted();
    expect(await stillBlocked()).toEqual([]);
  });

  test('are not lifted where an older order holds the access now', async () => {
    const earlier = clock.now();
    clock.advance(1000);
    await ordered({ entityIds: [germany], time: clock.now(), hold: false });
    const before = await shown();
    await held([germany], earlier);
    await expect(unblocked(before)).rejects.toThrow(changed('is revoked and held since 20\\S+Z'));
    expect(await stillBlocked()).toEqual([germany]);
  });

  test('are not lifted twice', async () => {
    await held([germany]);
    const before = await shown();
    await unblocked(before);
    await expect(unblocked(before)).rejects.toThrow(changed('is not blocked any more'));
  });

  test('are seen though the attempt that gave them was cut off', async () => {
    await held([germany]);
    const before = await shown();
    await acquired({ kind: 'order', entityIds: [germany], time: clock.now(), hold: true });
    clock.advance(minute);
    await expect(unblocked(before)).rejects.toThrow(changed('is revoked and held since 20\\S+Z'));
  });

  test('do not matter in an entity that is not lifted', async () => {
    await held([germany]);
    const before = await shown();
    await held([japan]);
    await unblocked(before);
    expect(await stillBlocked()).toEqual([japan]);
  });
});

test('an order that was given after the others were shown holds, though it arrives after they were lifted', async () => {
  await held([germany]);
  const before = await shown();
  const givenAt = clock.now();
  clock.advance(1000);
  await unblocked(before);
  await held([germany], givenAt);
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
  await expect(unblocked({ entities, shownAt: clock.now() })).rejects.toThrow('Lift 100 at most at a time');
});

test('the clock of the machine closes the account to nobody', async () => {
  await held([japan]);
  await lifted(undefined, () => clock.now() + 60 * minute);
  const { stored } = await acquired({ kind: 'order', entityIds: [germany], time: clock.now(), hold: false });
  expect(stored.dueAt).toBe(0);
});

test('an unblocking that is cut off leaves the account due, and counts', async () => {
  await held([japan]);
  const tables = { ...stack, audit: 'no-such-table' };
  await expect(unblocked(await shown(), { tables })).rejects.toThrow();
  clock.advance(minute);
  const { stored, known } = await acquired({ kind: 'order', entityIds: [germany], time: clock.now(), hold: false });
  expect(stored.dueAt).toBe(0);
  expect(blocksOf(known.account, japan)).toEqual([]);
});
