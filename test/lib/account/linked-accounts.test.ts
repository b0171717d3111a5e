import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { desired } from '../../../lib/account/desired.ts';
import type { AccountLease, SaidEvent } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { Ledger, type Settlement } from '../../../lib/ledger/ledger.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import type { Outcome } from '../../../lib/outcome.ts';
import { Clock } from '../../clock.ts';
import { accessEvent, germany, japan, settings } from '../../factories.ts';
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
let login: string;

beforeEach(() => {
  clock = new Clock();
  accounts = new LinkedAccounts(dynamodb, tables, clock.now, randomUUID);
  login = `${randomUUID()}@example.com`;
});

function asked(event: string, ...entityIds: string[]): SaidEvent {
  const assignment = { time: clock.now(), event, isEnded: false };
  return { event, change: { kind: 'request', entityIds, key: 'hr', assignment } };
}
const ordered = (event: string, ...entityIds: string[]): SaidEvent => ({
  ...{ event, change: { kind: 'order', entityIds, time: clock.now(), hold: false } },
});

const acquire = (said: SaidEvent, owner: string = randomUUID()) =>
  accounts.acquire(login, said, owner, clock.now() + leaseTime);

/** @throws Error when the account was refused */
async function acquired(said: SaidEvent, owner?: string): Promise<AccountLease> {
  const lease = await acquire(said, owner);
  if (!isLease(lease)) throw new Error(lease.is);
  return lease;
}

function isLease(lease: object): lease is AccountLease {
  return 'owner' in lease;
}

/** An attempt that was cut off: its lease expires. */
async function cutOff(said: SaidEvent, owner?: string): Promise<void> {
  await acquired(said, owner);
  clock.advance(leaseTime);
}

/** @returns the identity of an event about the user and Japan, unless it is said otherwise, whose own record says that it is done */
const doneEvent = (outcome: Outcome = 'applied', command: object = {}) => settledEvent(command, { outcome });

/** @returns the identity of such an event, with a record of how an attempt at it ended */
async function settledEvent(command: object, settlement: Pick<Settlement, 'outcome' | 'accepted'>): Promise<string> {
  const ledger = new Ledger(dynamodb, settings({ ledger: tables.ledger, awsTimeout: 10_000 }), clock.now);
  const body = JSON.stringify(accessEvent({ id: login }, { username: login, targetEntityIds: [japan], ...command }));
  const event = readEvent('requestUserAccess', userAccessRequested, body, login);
  const claim = { operation: 'requestUserAccess', event, messageId: login, owner: login, leaseExpiresAt: clock.now() };
  await ledger.claim(claim);
  await ledger.settle(claim, {
    ...{ ...settlement, history: noHistory, leaseExpiresAt: clock.now(), epoch: 0 },
    ...{ zuoraRequestId: undefined, entityId: undefined },
  });
  return event.identity;
}

const desiredIn = ({ known }: AccountLease, entityId: string) => desired(known.account, clock.now()).get(entityId);

describe('an account', () => {
  test('is held by one attempt, until it releases it', async () => {
    const lease = await acquired(asked('a', japan));
    expect(await acquire(asked('b', japan))).toEqual({ is: 'held' });
    expect(await accounts.release(lease, lease.known)).toBe(true);
    const next = await acquired(ordered('c', germany));
    expect(next.stored.openChanges.size).toBe(1);
    expect(desiredIn(next, japan)).toBe(true);
  });

  test('keeps its opaque id, and never expires', async () => {
    const first = await acquired(asked('a', japan));
    await accounts.release(first, first.known);
    const second = await acquired(asked('b', japan));
    expect(second.stored.id).toBe(first.stored.id);
    const { Item } = await dynamodb.getItem({
      TableName: tables.accounts,
      Key: marshall({ identity: userIdentity(login) }),
    });
    expect(Item).not.toHaveProperty('expiresAt');
  });

  test('is one for every spelling of the login', async () => {
    const lease = await acquired(asked('a', japan));
    await accounts.release(lease, lease.known);
    login = ` ${login.toUpperCase()}`;
    expect(desiredIn(await acquired(asked('b', germany)), japan)).toBe(true);
  });

  test('is acquired by an attempt whose update was sent twice', async () => {
    const owner = randomUUID();
    await acquire(asked('a', japan), owner);
    expect(await acquire(asked('a', japan), owner)).toMatchObject({ owner, known: { openChanges: { size: 1 } } });
  });

  test('of a later release is neither read nor written', async () => {
    const lease = await acquired(asked('a', japan));
    await accounts.release(lease, lease.known);
    const Key = marshall({ identity: userIdentity(login) });
    await dynamodb.updateItem({
      ...{ TableName: tables.accounts, Key, UpdateExpression: 'SET #version = :later' },
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: marshall({ ':later': 99 }),
    });
    await expect(acquire(asked('b', japan))).rejects.toMatchObject({ reason: 'newer-record' });
    const look = accounts.acquireDue(userIdentity(login), randomUUID(), clock.now() + leaseTime, clock.now());
    await expect(look).rejects.toMatchObject({ reason: 'newer-record' });
  });

  test('is left alone by an attempt whose lease another has taken', async () => {
    const late = await acquired(asked('a', japan));
    clock.advance(leaseTime);
    const next = await acquired(ordered('b', japan));
    expect(await accounts.release(late, late.known)).toBe(false);
    expect(await accounts.record(late, late.known)).toBeUndefined();
    expect(await acquire(asked('c', japan))).toEqual({ is: 'held' });
    expect(await accounts.release(next, next.known)).toBe(true);
  });

  test('has no room for a seventeenth change that was cut off', async () => {
    for (let index = 0; index < 16; index += 1) await cutOff(asked(`cutOff${index}`, japan));
    expect(await acquire(ordered('oneMore', japan))).toEqual({ is: 'full' });
    // What was cut off comes again, and ends.
    const lease = await acquired(asked('cutOff0', japan));
    await accounts.release(lease, lease.known);
    expect(isLease(await acquire(ordered('oneMore', japan)))).toBe(true);
  });

  test('that is full is due, and a look closes what was cut off, though no message of it comes again', async () => {
    for (let index = 0; index < 16; index += 1) await cutOff(asked(`cutOff${index}`, japan));
    expect(await acquire(ordered('oneMore', japan))).toEqual({ is: 'full' });
    const Key = marshall({ identity: userIdentity(login) });
    const { Item } = await dynamodb.getItem({ TableName: tables.accounts, Key });
    expect(Item).toMatchObject({ due: { S: 'account' }, dueAt: { N: String(clock.now()) } });
    const look = await accounts.acquireDue(userIdentity(login), randomUUID(), clock.now() + leaseTime, clock.now());
    if (!isLease(look)) throw new Error(look.is);
    await accounts.release(look, look.known);
    const lease = await acquired(ordered('oneMore', japan));
    expect([...lease.stored.openChanges.keys()]).toEqual(['oneMore']);
  });

  test('has no room for a change if those that were cut off take more than 64 KB', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(100, '€'));
    const change = { kind: 'end', entityIds: [germany], keys, time: clock.now(), event: 'end' } as const;
    for (const event of ['first', 'second']) {
      await acquired({ event, change });
      clock.advance(leaseTime);
    }
    expect(await acquire({ event: 'third', change })).toEqual({ is: 'full' });
    expect(await acquire({ event: 'second', change })).toMatchObject({ event: 'second' });
  });

  test('that refuses an attempt does not forget what an earlier one began', async () => {
    const entityIds = Array.from({ length: 201 }, (_, index) => index.toString(16).padStart(32, '0'));
    const assignment = { time: clock.now(), event: 'many', isEnded: false };
    const many = { event: 'many', change: { kind: 'request', entityIds, key: 'hr', assignment } } as const;
    expect(await acquire(many)).toEqual({ is: 'too-many-assignments' });
    // As a release that allowed more.
    await dynamodb.updateItem({
      ...{ TableName: tables.accounts, Key: { identity: { S: userIdentity(login) } } },
      UpdateExpression: 'SET #open = :open',
      ExpressionAttributeNames: { '#open': 'c_many' },
      ExpressionAttributeValues: marshall({ ':open': { ...many, begunAt: clock.now(), owner: 'earlier' } }),
    });
    expect(await acquire(many)).toEqual({ is: 'too-many-assignments' });
    const later = await acquired(ordered('later', japan));
    expect([...later.stored.openChanges.keys()].sort()).toEqual(['later', 'many']);
  });
});

describe('what was learned', () => {
  test('is written under the lease, while the change stays open', async () => {
    const lease = await acquired(asked('a', japan));
    const access = new Map([[japan, { askedAt: clock.now() }]]);
    await accounts.record(lease, { ...lease.known, access });
    expect(await acquire(asked('b', japan))).toEqual({ is: 'held' });
    clock.advance(leaseTime);
    const next = await acquired(asked('a', japan));
    expect(next.stored.openChanges.has('a')).toBe(true);
    expect(next.stored.access).toEqual(access);
  });
});

describe('a change that was cut off', () => {
  test('counts', async () => {
    await cutOff(ordered('a', japan));
    const next = await acquired(asked('b', germany));
    expect(desiredIn(next, japan)).toBe(false);
    await accounts.release(next, next.known);
    const last = await acquired(asked('c', germany));
    expect([...last.stored.openChanges.keys()]).toEqual(['c']);
    expect(desiredIn(last, japan)).toBe(false);
  });

  test('may have led to a request that is pending', async () => {
    const begunAt = clock.now();
    await cutOff(asked('a', japan));
    expect((await acquired(ordered('b', germany))).known.access.get(japan)).toMatchObject({ unansweredAt: begunAt });
  });

  test('is known of by the next attempt at the same event, and by the one after it', async () => {
    const begunAt = clock.now();
    const said = asked('a', japan);
    await cutOff(said);
    await cutOff(said);
    expect((await acquired(said)).known.access.get(japan)).toMatchObject({ unansweredAt: begunAt });
  });

  test.each([
    ['a request', asked, true],
    ['an order', ordered, false],
  ] as const)('has its answer, if the event has it: %s', async (_, said, isAsked) => {
    const begunAt = clock.now();
    await cutOff(said(await doneEvent(), japan));
    const { askedAt, unansweredAt } = (await acquired(asked('b', germany))).known.access.get(japan) ?? {};
    expect({ askedAt, unansweredAt }).toEqual({ askedAt: isAsked ? begunAt : undefined, unansweredAt: undefined });
  });

  test.each(['already-applied', 'superseded'] as const)('asked nothing for sure if it ended as %s', async (outcome) => {
    const begunAt = clock.now();
    await cutOff(asked(await doneEvent(outcome), japan));
    const { askedAt, unansweredAt } = (await acquired(asked('b', germany))).known.access.get(japan) ?? {};
    expect({ askedAt, unansweredAt }).toEqual({ askedAt: undefined, unansweredAt: begunAt });
  });
});

describe('a change in several entities that was cut off, and whose event is not done', () => {
  const command = { targetEntityIds: [germany, japan] };
  const failed = (by: string) => ({ outcome: 'retry', accepted: { by, entityIds: [japan] } }) as const;

  test('has the answers of its attempt, each in its entity', async () => {
    const begunAt = clock.now();
    const owner = randomUUID();
    await cutOff(asked(await settledEvent(command, failed(owner)), germany, japan), owner);
    const { access } = (await acquired(asked('b', germany))).known;
    expect(access.get(japan)).toMatchObject({ askedAt: begunAt });
    expect(access.get(germany)).toMatchObject({ unansweredAt: begunAt });
  });

  test('has none of the answers of another attempt', async () => {
    const begunAt = clock.now();
    await cutOff(asked(await settledEvent(command, failed('an attempt before')), germany, japan));
    const { access } = (await acquired(asked('b', germany))).known;
    for (const id of [germany, japan]) expect(access.get(id)).toMatchObject({ unansweredAt: begunAt });
  });
});

describe('a change that was cut off, and whose event was corrected and done since', () => {
  test.each([
    ['another user', { username: 'another@example.com' }],
    ['another entity', { targetEntityIds: [germany] }],
    ['more entities', { targetEntityIds: [germany, japan] }],
  ])('does not have its answer: %s', async (_, command) => {
    const begunAt = clock.now();
    await cutOff(asked(await doneEvent('applied', command), japan));
    const { askedAt, unansweredAt } = (await acquired(asked('b', germany))).known.access.get(japan) ?? {};
    expect({ askedAt, unansweredAt }).toEqual({ askedAt: undefined, unansweredAt: begunAt });
  });
});

describe('the record of an earlier release', () => {
  const former = (freeAt: number) => ({
    ...{ identity: userIdentity(login), version: 2, owner: 'another', freeAt },
    [`entity_${japan}`]: { operation: 'requestUserAccess', grants: true, time: clock.now() - 1000, requestedAt: 5 },
  });
  const remember = (item: object) => dynamodb.putItem({ TableName: tables.ledger, Item: marshall(item) });
  const versionOf = async () => {
    const { Item } = await dynamodb.getItem({
      TableName: tables.ledger,
      Key: marshall({ identity: userIdentity(login) }),
    });
    return Item?.['version']?.N;
  };

  test('is taken over, and that release leaves the user alone', async () => {
    await remember(former(clock.now()));
    const lease = await acquired(asked('a', germany));
    expect(lease.known.access.get(japan)).toMatchObject({ askedAt: 5 });
    expect(desiredIn(lease, japan)).toBe(true);
    expect(await versionOf()).toBe('3');
  });

  test('is taken over by the next attempt too, if the first was cut off', async () => {
    await remember(former(clock.now()));
    await cutOff(asked('a', germany));
    const lease = await acquired(asked('b', germany));
    expect(lease.known.access.get(japan)).toMatchObject({ askedAt: 5 });
  });

  test('is read once', async () => {
    const lease = await acquired(asked('a', germany));
    expect(await versionOf()).toBe('3');
    await accounts.release(lease, lease.known);
    await remember(former(clock.now()));
    expect((await acquired(asked('b', germany))).known.access.get(japan)).toBeUndefined();
  });

  test('keeps the account from every attempt while that release works on the user', async () => {
    await remember(former(clock.now() + 1));
    expect(await acquire(ordered('a', japan))).toEqual({ is: 'held' });
    clock.advance(1);
    expect(desiredIn(await acquired(ordered('a', japan)), japan)).toBe(false);
  });
});
