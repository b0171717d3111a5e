import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { UserLease, UserRefusal } from '../../../lib/ledger/lease.ts';
import type { AccessChange } from '../../../lib/ledger/precedence.ts';
import { maxEntities } from '../../../lib/ledger/user-item-bound.ts';
import { type Attempted, UserRecords } from '../../../lib/ledger/user-record.ts';
import { spellingsOf } from '../../../lib/login.ts';
import { sha256 } from '../../../lib/sha256.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { germany, japan, settings } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const lease = 250_000;
const table = 'ledger';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, table);

let clock: Clock;
let users: UserRecords;
let username: string;

beforeEach(() => {
  clock = new Clock();
  users = records(dynamodb);
  username = `${randomUUID()}@example.com`;
});

/** The records there are, as the table has them. */
async function items() {
  const { Items = [] } = await dynamodb.scan({ TableName: table });
  return Items;
}

afterEach(async () => {
  for (const { identity = { S: '' } } of await items()) {
    await dynamodb.deleteItem({ TableName: table, Key: { identity } });
  }
});

const records = (client: DynamoDB) =>
  new UserRecords(client, settings({ ledger: table, awsTimeout: 10_000 }), clock.now);

const grant = (time: number, ...entityIds: string[]): AccessChange => ({
  ...{ event: `grant_${time}`, operation: 'request', grants: true, entityIds, time },
});
const revoke = (time: number, ...entityIds: string[]): AccessChange => ({
  ...{ event: `revoke_${time}`, operation: 'revoke', grants: false, entityIds, time },
});

const take = (change: AccessChange, by = users) => by.acquire(username, change, randomUUID(), clock.now() + lease);

/** @throws Error when another holds the record */
async function taken(change: AccessChange, by = users): Promise<UserLease> {
  const held = await take(change, by);
  if (!isLease(held)) throw new Error(held.is);
  return held;
}

function isLease(taken: UserLease | UserRefusal): taken is UserLease {
  return 'change' in taken;
}

async function made(change: AccessChange): Promise<void> {
  await users.release(await taken(change), attempted({ isMade: true, isSent: true }));
}

test('a grant whose attempt was cut off is remembered as long as its request may be pending', async () => {
  await taken(grant(1, japan));
  const [item] = await items();
  expect(Number(item?.['expiresAt']?.N) * 1000).toBe(clock.now() + 400 * 24 * 3_600_000);
});

function attempted(changes: Partial<Attempted> = {}): Attempted {
  return { isMade: false, isSettled: true, seen: new Set(), isSent: false, quietAt: clock.now(), ...changes };
}

const found = ({ superseded, requested }: UserLease) => ({ superseded: [...superseded], requested: [...requested] });

/** A client whose first write of these tests is sent twice, or preceded by something. */
function dynamodbBeforeWrite(happens: (write: () => Promise<unknown>) => Promise<unknown>): DynamoDB {
  const client = new DynamoDB(embeddedAws(aws.url));
  let isFirst = true;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        if (commandName === 'UpdateItemCommand' && isFirst) {
          isFirst = false;
          await happens(() => next(input));
        }
        return next(input);
      },
    { step: 'initialize' },
  );
  return client;
}

describe('a user record', () => {
  test('is held by one delivery at a time', async () => {
    const held = await taken(grant(1, germany));
    expect(await take(revoke(2, japan))).toEqual({ is: 'held' });
    await users.release(held, attempted({ isMade: true, isSent: true }));
    expect(isLease(await take(revoke(2, japan)))).toBe(true);
  });

  test('is closed in an entity as long as Zuora may work on a call there, and open in the others', async () => {
    const quietAt = clock.now() + 130_000;
    await users.release(await taken(grant(1, germany)), attempted({ isSent: true, quietAt }));
    expect(await take(revoke(2, germany, japan))).toEqual({ is: 'closed', until: quietAt });
    await made(revoke(2, japan));
    clock.advance(130_000);
    expect(isLease(await take(revoke(2, germany)))).toBe(true);
  });

  test('of a grant that was cut off says that its request may be pending', async () => {
    await take(grant(1, germany));
    clock.advance(lease);
    expect(found(await taken(revoke(2, germany, japan)))).toEqual({ superseded: [], requested: [germany] });
  });

  test('is the same for one name in other letters, and another for another name', async () => {
    await take(grant(1, germany));
    expect(isLease(await users.acquire('else', grant(2, germany), randomUUID(), clock.now()))).toBe(true);
    const shouted = username.toUpperCase();
    expect(isLease(await users.acquire(shouted, grant(2, germany), randomUUID(), clock.now()))).toBe(false);
  });

  test('does not hold who the user is', async () => {
    await users.release(await taken(grant(1, germany)), attempted({ isSent: true, username }));
    expect(JSON.stringify(await items())).not.toContain(username);
  });

  test('holds how Zuora spelt the login last, also when a later look finds nobody', async () => {
    const known = username.toUpperCase();
    await users.release(await taken(grant(1, germany)), attempted({ isSent: true, username: known }));
    await users.release(await taken(revoke(2, germany)), attempted());
    const { spelling } = await taken(revoke(3, germany));
    expect(spellingsOf(username, spelling)).toContain(known);
  });

  test('expires with the rest of the ledger', async () => {
    await take(revoke(1, germany));
    const expiresAt = Math.floor((clock.now() + settings().ledgerRetention) / 1000);
    expect(await items()).toEqual([expect.objectContaining({ expiresAt: { N: String(expiresAt) } })]);
  });
});

describe('what counts', () => {
  test('is said of each entity by itself', async () => {
    await made(revoke(5, germany));
    expect(found(await taken(grant(4, germany, japan)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('is what was taken from the first try on, even if it failed', async () => {
    await users.release(await taken(revoke(5, germany)), attempted());
    expect(found(await taken(grant(4, germany)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('is a revocation that failed, though access was granted before', async () => {
    await made(grant(1, germany));
    await users.release(await taken(revoke(5, germany)), attempted());
    expect(found(await taken(grant(4, germany)))).toEqual({ superseded: [germany], requested: [germany] });
  });

  test('is what was given when it was given, and not before', async () => {
    await users.release(await taken(grant(5, germany)), attempted({ isSent: true }));
    const held = await taken(revoke(4, germany));
    expect(found(held)).toEqual({ superseded: [], requested: [germany] });
    await users.release(held, attempted({ isMade: true, isSent: true }));
    await made(grant(6, germany));
    expect(found(await taken(revoke(5, germany)))).toEqual({ superseded: [germany], requested: [germany] });
  });

  test('is not changed by what is superseded', async () => {
    await made(revoke(5, germany));
    await made(grant(4, germany, japan));
    expect(found(await taken(grant(4, germany)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('asks for no refusal of a request once access was taken', async () => {
    await made(grant(1, germany));
    await made(revoke(2, germany));
    expect(found(await taken(revoke(3, germany)))).toEqual({ superseded: [], requested: [] });
  });
});

describe('an event that was made, without its own record', () => {
  const unsettled = { isMade: true, isSent: true, isSettled: false };
  const other = (change: AccessChange, event = 'other') => ({ ...change, event });
  const openEvents = async () => {
    const [item = {}] = await items();
    return Object.keys(item).filter((name) => name.startsWith('event_'));
  };

  test('stays made, though another of the same time is made since, and though it is cut off again', async () => {
    await users.release(await taken(grant(1, germany)), attempted(unsettled));
    await made(other(grant(1, germany)));
    expect((await taken(grant(1, germany))).made).toEqual(new Set([germany]));
    clock.advance(lease);
    await made(other(grant(1, germany), 'third'));
    expect((await taken(grant(1, germany))).made).toEqual(new Set([germany]));
  });

  test('is forgotten once its own record has it', async () => {
    await users.release(await taken(grant(1, germany)), attempted(unsettled));
    await made(grant(1, germany));
    expect(await openEvents()).toEqual([]);
  });

  test('is superseded by what is newer', async () => {
    await users.release(await taken(grant(1, germany)), attempted(unsettled));
    await made(revoke(2, germany));
    expect(found(await taken(grant(1, germany)))).toMatchObject({ superseded: [germany] });
  });

  test('is one of at most twenty, and counts as long as the ledger remembers', async () => {
    for (let index = 0; index < 22; index++) {
      await users.release(await taken(other(grant(1, germany), `lost_${index}`)), attempted(unsettled));
      clock.advance(1);
    }
    await made(grant(2, japan));
    expect(await openEvents()).toHaveLength(20);
    expect(await openEvents()).not.toContain('event_lost_1');
    clock.advance(settings().ledgerRetention);
    await made(grant(3, japan));
    expect(await openEvents()).toEqual([]);
  });
});

describe('two deliveries at once', () => {
  test('do not both get the record', async () => {
    const late = records(dynamodbBeforeWrite(() => take(revoke(2, germany))));
    expect(await take(grant(1, germany), late)).toEqual({ is: 'held' });
  });

  test('do not both get a record that there was before', async () => {
    await made(grant(1, germany));
    const late = records(dynamodbBeforeWrite(() => take(revoke(2, germany))));
    expect(await take(grant(3, germany), late)).toEqual({ is: 'held' });
  });

  test('do not forget what one gives back while the other takes it', async () => {
    const outlived = await taken(grant(5, germany));
    clock.advance(lease + 1);
    const late = records(dynamodbBeforeWrite(() => users.release(outlived, attempted({ isMade: true, isSent: true }))));
    expect(isLease(await take(revoke(4, germany), late))).toBe(false);
    expect(found(await taken(revoke(4, germany)))).toEqual({ superseded: [germany], requested: [germany] });
  });

  test('are one when the SDK has sent the same update twice', async () => {
    expect(isLease(await take(grant(1, germany), records(dynamodbBeforeWrite((write) => write()))))).toBe(true);
  });

  test('leave to the later one what the earlier comes back to', async () => {
    const outlived = await taken(grant(1, germany));
    clock.advance(lease);
    const latest = await taken(revoke(2, germany));
    await users.release(outlived, attempted({ isMade: true, isSent: true }));
    expect(await take(revoke(3, germany))).toEqual({ is: 'held' });
    await users.release(latest, attempted({ isMade: true, isSent: true }));
    expect(found(await taken(grant(1, germany)))).toEqual({ superseded: [germany], requested: [] });
  });
});

test('a record of a later release is not touched', async () => {
  await take(grant(1, germany));
  const [item] = await items();
  await dynamodb.putItem({ TableName: table, Item: { ...item, version: { N: '3' } } });
  clock.advance(lease);
  await expect(take(revoke(2, germany))).rejects.toMatchObject({ reason: 'newer-record' });
});

test('a joiner who was never created in Zuora has nothing pending', async () => {
  await users.release(await taken(grant(1, germany)), attempted());
  expect(found(await taken(revoke(2, germany)))).toEqual({ superseded: [], requested: [] });
});

test('a request that may be pending is remembered for 400 days, and a leaver denies it', async () => {
  await made(grant(1, germany));
  const [item] = await items();
  const days = (Number(item?.['expiresAt']?.N) * 1000 - clock.now()) / (24 * 3_600_000);
  expect(days).toBeGreaterThanOrEqual(399.99);
  clock.advance(399 * 24 * 3_600_000);
  expect(found(await taken(revoke(clock.now(), germany)))).toEqual({ superseded: [], requested: [germany] });
});

describe('a user item has a bound', () => {
  const invented = (message: number) =>
    Array.from({ length: 100 }, (_, index) => String(message * 100 + index).padStart(32, 'e'));
  const sizeOf = async () => JSON.stringify(await items()).length;

  test('however many entities are invented, revocations of the user go on, and none is forgotten', async () => {
    const at = clock.now();
    for (let message = 0; message < 50; message += 1) await made(revoke(clock.now() + message, ...invented(message)));
    expect(await sizeOf()).toBeLessThan(300_000);
    expect([...(await taken(grant(at, ...invented(0)))).superseded]).toHaveLength(100);
    clock.advance(lease);
    expect([...(await taken(grant(at + 1000, ...invented(0)))).superseded]).toHaveLength(0);
  });

  test('requests that may be pending fill it up: then a grant is refused, and a revocation is not', async () => {
    const times = (2 * maxEntities) / 100;
    for (let message = 0; message < times; message += 1) await made(grant(clock.now() + message, ...invented(message)));
    expect(await take(grant(clock.now() + 5000, germany))).toEqual({ is: 'full' });
    await made(revoke(clock.now() + 5000, germany));
    expect(await sizeOf()).toBeLessThan(400_000);
    expect(isLease(await take(grant(clock.now() + 6000, ...invented(0))))).toBe(true);
  });
});

describe('an item of version 1', () => {
  const put = (precedents: Record<string, object>) =>
    dynamodb.putItem({
      TableName: table,
      Item: marshall({
        ...{ identity: sha256(['user', username]), version: 1, owner: 'before', freeAt: clock.now() - 1, precedents },
      }),
    });
  const old = (changes: object) => ({ operation: 'request', gives: true, time: 5, requested: false, ...changes });

  test('is read as it is, and written in the form of version 2', async () => {
    await put({ [germany]: old({ gives: false, takenAt: 5 }), [japan]: old({ requested: true }) });
    const held = await taken(grant(4, germany, japan));
    expect(found(held)).toEqual({ superseded: [germany, japan], requested: [japan] });
    await users.release(held, attempted());
    const [item = {}] = await items();
    expect(Object.keys(item).filter((name) => name.startsWith('entity_'))).toHaveLength(2);
    expect(item).toMatchObject({ version: { N: '2' } });
    expect(item).not.toHaveProperty('precedents');
    expect(found(await taken(revoke(6, germany, japan)))).toEqual({ superseded: [], requested: [japan] });
  });

  test('with more entities than fit keeps what is pending, and its revocations as one time', async () => {
    const many = Array.from({ length: 1500 }, (_, index) => [`e${index}`, old({ gives: false, takenAt: 7, time: 7 })]);
    await put({ ...Object.fromEntries(many), [japan]: old({ time: 1, requested: true }) });
    expect(found(await taken(grant(7, 'e3', 'e1499', japan)))).toEqual({
      superseded: ['e3', 'e1499'],
      requested: [japan],
    });
  });
});
