/** Linked accounts of one user who was renamed: what is said under one login counts under the other. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { reasonsOf } from '../../../lib/account/account.ts';
import { desired } from '../../../lib/account/desired.ts';
import { duePartitions } from '../../../lib/account/due-partitions.ts';
import type { AccountLease, SaidEvent } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { Clock } from '../../clock.ts';
import { japan } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const leaseTime = 250_000;
const tables = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, tables.ledger);
useLedgerTable(dynamodb, tables.accounts);

let clock: Clock;
let accounts: LinkedAccounts;
let former: string;
let present: string;

beforeEach(() => {
  clock = new Clock();
  accounts = new LinkedAccounts(dynamodb, tables, clock.now, randomUUID);
  former = `${randomUUID()}@example.com`;
  present = `${randomUUID()}@example.com`;
});

const newEvent = () => randomUUID().replaceAll('-', '');

function asked(...entityIds: string[]): SaidEvent {
  const assignment = { time: clock.now(), event: randomUUID().slice(0, 12), isEnded: false };
  return { event: newEvent(), change: { kind: 'request', entityIds, key: 'T-1', assignment } };
}
const held = (...entityIds: string[]): SaidEvent => ({
  ...{ event: newEvent(), change: { kind: 'order', entityIds, time: clock.now(), hold: true } },
});
/** @param others changes of what it names */
function decided(other: string, others: object = {}, more: object = {}): SaidEvent {
  const decision = {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map(), denials: new Map(), ended: new Map() },
    otherLogins: [{ login: other, generation: 1, ...others }],
    ...more,
  };
  return { event: newEvent(), change: { kind: 'decide', decision } };
}

/** @throws Error when the account was refused */
async function acquired(login: string, said: SaidEvent): Promise<AccountLease> {
  const lease = await accounts.acquire(login, said, randomUUID(), clock.now() + leaseTime);
  if ('is' in lease) throw new Error(lease.is);
  return lease;
}

/** An event is carried out. */
async function says(login: string, said: SaidEvent): Promise<void> {
  const lease = await acquired(login, said);
  await accounts.release(lease, lease.known);
}

async function areRenamed(): Promise<void> {
  await says(former, decided(present));
  await says(present, decided(former));
}

async function itemOf(login: string) {
  const { Item } = await dynamodb.getItem({
    TableName: tables.accounts,
    Key: marshall({ identity: userIdentity(login) }),
  });
  return Item;
}
async function dueOf(login: string): Promise<unknown> {
  const { due, dueAt } = (await itemOf(login)) ?? {};
  return due && { due: due.S, dueAt: Number(dueAt?.N) };
}
const atOnce = { due: duePartitions.ends, dueAt: 0 };

const looked = async (login: string) => {
  const lease = await accounts.acquireDue(userIdentity(login), randomUUID(), clock.now() + leaseTime, clock.now() + 1);
  if ('is' in lease) throw new Error(lease.is);
  return lease;
};
const isDesired = ({ known }: AccountLease) => desired(known.account, clock.now()).get(japan) ?? false;

describe('what is said under one login of a user', () => {
  test('counts under the other one as soon as a decision names it, and is stored there', async () => {
    await says(former, asked(japan));
    const lease = await acquired(present, decided(former));
    expect(isDesired(lease)).toBe(true);
    // The next attempt is to know why this one wrote, if it is cut off.
    expect(reasonsOf(lease.stored.account, japan).requested.has('T-1')).toBe(true);
    await accounts.release(lease, lease.known);
    await says(present, decided(former, {}, { revision: 2, otherLogins: undefined }));
    expect(isDesired(await acquired(present, held()))).toBe(true);
  });

  test('counts while the attempt at it lasts, and has the other account looked at before', async () => {
    await areRenamed();
    await acquired(former, asked(japan));
    expect(await dueOf(present)).toEqual(atOnce);
    expect(isDesired(await looked(present))).toBe(true);
  });

  test('has the other account looked at, whose attempt began before and ends after', async () => {
    await areRenamed();
    await says(present, asked(japan));
    const lease = await acquired(present, asked(japan));
    await says(former, held(japan));
    await accounts.release(lease, lease.known, clock.now() + leaseTime);
    expect(await dueOf(present)).toEqual(atOnce);
    const look = await looked(present);
    expect(isDesired(look)).toBe(false);
    await accounts.release(look, look.known);
    expect(await dueOf(present)).toBeUndefined();
  });

  test('has it looked at by whoever comes next, if the attempt was cut off before', async () => {
    await areRenamed();
    dynamodb.middlewareStack.add(
      (next) => (call) => {
        const { input } = call;
        const isWake = 'UpdateExpression' in input && JSON.stringify(input.Key).includes(userIdentity(present));
        return isWake ? Promise.reject(new Error('the process is gone')) : next(call);
      },
      { step: 'initialize', name: 'die' },
    );
    await expect(acquired(former, held(japan))).rejects.toThrow('gone');
    dynamodb.middlewareStack.remove('die');
    expect(await dueOf(present)).toBeUndefined();
    clock.advance(leaseTime);
    await says(former, decided(present, {}, { revision: 2 }));
    expect(await dueOf(present)).toEqual(atOnce);
    expect(isDesired(await looked(present))).toBe(false);
  });

  test('makes no account of a login that nobody has said anything of', async () => {
    await says(former, decided(present));
    await says(former, held(japan));
    expect(await itemOf(present)).toBeUndefined();
  });

  test('leaves the item of a later release as it is', async () => {
    await areRenamed();
    await dynamodb.updateItem({
      ...{ TableName: tables.accounts, Key: marshall({ identity: userIdentity(present) }) },
      ...{ UpdateExpression: 'SET version = :version', ExpressionAttributeValues: { ':version': { N: '99' } } },
    });
    await expect(acquired(former, held(japan))).rejects.toThrow(expect.objectContaining({ reason: 'newer-record' }));
    expect(await dueOf(present)).toBeUndefined();
  });

  test('is joined in parts, however much it is', async () => {
    const ids = Array.from({ length: 299 }, (_, index) => index.toString(16).padStart(32, '0'));
    for (const part of [ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)]) await says(former, held(...part));
    const lease = await acquired(present, decided(former));
    expect([...lease.stored.account.entities.keys()].toSorted()).toEqual(ids);
    expect(await accounts.release(lease, lease.known)).toBe(true);
  });
});

describe('nothing is shared', () => {
  test('with somebody who has the other login by now', async () => {
    await says(former, decided(present, {}, { generation: 2, otherLogins: undefined }));
    await says(former, asked(japan));
    expect(isDesired(await acquired(present, decided(former)))).toBe(false);
  });

  test('of what was over for the person who had the other login before', async () => {
    await says(former, asked(japan));
    clock.advance(1000);
    const leftAt = clock.now();
    expect(isDesired(await acquired(present, decided(former, { generation: 2, leftAt })))).toBe(false);
  });

  test('while the person has left', async () => {
    await says(former, asked(japan));
    const lease = await acquired(present, decided(former, {}, { hasLeft: true, leftAt: clock.now() - 1 }));
    expect(lease.known.account.entities.size).toBe(0);
    await accounts.release(lease, lease.known);
    expect(await dueOf(former)).toBeUndefined();
  });
});

test('each other login takes a read, and a change a write; what is new takes one more', async () => {
  await areRenamed();
  const requests: string[] = [];
  dynamodb.middlewareStack.add(
    (next, { commandName = '' }) =>
      (call) => {
        requests.push(commandName.replace('Command', ''));
        return next(call);
      },
    { step: 'initialize', name: 'note' },
  );
  try {
    const lease = await acquired(former, held(japan));
    expect(requests.splice(0)).toEqual(['UpdateItem', 'GetItem', 'UpdateItem']);
    await accounts.release(lease, lease.known);
    expect(requests.splice(0)).toEqual(['UpdateItem']);
    const look = await looked(present);
    expect(requests.splice(0)).toEqual(['UpdateItem', 'GetItem', 'UpdateItem']);
    await accounts.release(look, look.known);
    expect(requests.splice(0)).toEqual(['UpdateItem']);
  } finally {
    dynamodb.middlewareStack.remove('note');
  }
});
