import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccessChange } from '../../../lib/ledger/precedence.ts';
import { type Held, type UserLease, UserRecords } from '../../../lib/ledger/user-record.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { germany, japan, settings } from '../../factories.ts';
import { createLedgerTable } from '../../ledger-table.ts';
import { type AwsProcess, startAwsProcess } from '../../local/aws/aws-process.ts';

const lease = 250_000;
const table = 'ledger';

let aws: AwsProcess;
let dynamodb: DynamoDB;
let clock: Clock;
let users: UserRecords;
let username: string;

beforeAll(async () => {
  aws = await startAwsProcess();
  dynamodb = new DynamoDB(embeddedAws(aws.url));
  await createLedgerTable(dynamodb, table);
});
afterAll(async () => {
  dynamodb.destroy();
  await aws.end('SIGTERM');
});
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
  ...{ operation: 'request', grants: true, username, entityIds, time },
});
const revoke = (time: number, ...entityIds: string[]): AccessChange => ({
  ...{ operation: 'revoke', grants: false, username, entityIds, time },
});

const take = (change: AccessChange, by = users) => by.acquire(change, randomUUID(), clock.now() + lease);

/** @throws Error when another holds the record */
async function taken(change: AccessChange, by = users): Promise<UserLease> {
  const held = await take(change, by);
  if (!isLease(held)) throw new Error(`held until ${held.until}`);
  return held;
}

function isLease(taken: UserLease | Held): taken is UserLease {
  return 'change' in taken;
}

async function made(change: AccessChange): Promise<void> {
  await users.release(await taken(change), true, clock.now());
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
    expect(await take(revoke(2, japan))).toEqual({ until: clock.now() + lease });
    await users.release(held, true, clock.now());
    expect(isLease(await take(revoke(2, japan)))).toBe(true);
  });

  test('stays held as long as Zuora may be at work', async () => {
    await users.release(await taken(grant(1, germany)), false, clock.now() + 130_000);
    expect(await take(revoke(2, germany))).toEqual({ until: clock.now() + 130_000 });
    clock.advance(130_000);
    expect(isLease(await take(revoke(2, germany)))).toBe(true);
  });

  test('is free when the delivery that held it must be over, and forgets nothing of it', async () => {
    await take(grant(1, germany));
    clock.advance(lease);
    expect(found(await taken(revoke(2, germany, japan)))).toEqual({ superseded: [], requested: [germany] });
  });

  test('is the same for one name in other letters, and another for another name', async () => {
    await take(grant(1, germany));
    expect(isLease(await users.acquire({ ...grant(2, germany), username: 'else' }, randomUUID(), clock.now()))).toBe(
      true,
    );
    const shouted = { ...grant(2, germany), username: username.toUpperCase() };
    expect(isLease(await users.acquire(shouted, randomUUID(), clock.now()))).toBe(false);
  });

  test('does not hold who the user is', async () => {
    await take(grant(1, germany));
    expect(JSON.stringify(await items())).not.toContain(username);
  });

  test('expires with the rest of the ledger', async () => {
    await take(grant(1, germany));
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
    await users.release(await taken(revoke(5, germany)), false, clock.now());
    expect(found(await taken(grant(4, germany)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('is what was given when it was given, and not before', async () => {
    await users.release(await taken(grant(5, germany)), false, clock.now());
    const held = await taken(revoke(4, germany));
    expect(found(held)).toEqual({ superseded: [], requested: [germany] });
    await users.release(held, true, clock.now());
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

describe('two deliveries at once', () => {
  test('do not both get the record', async () => {
    const until = clock.now() + lease;
    const late = records(dynamodbBeforeWrite(() => take(revoke(2, germany))));
    expect(await take(grant(1, germany), late)).toEqual({ until });
  });

  test('do not both get a record that there was before', async () => {
    await made(grant(1, germany));
    const until = clock.now() + lease;
    const late = records(dynamodbBeforeWrite(() => take(revoke(2, germany))));
    expect(await take(grant(3, germany), late)).toEqual({ until });
  });

  test('do not forget what one gives back while the other takes it', async () => {
    const outlived = await taken(grant(5, germany));
    clock.advance(lease + 1);
    const late = records(dynamodbBeforeWrite(() => users.release(outlived, true, clock.now())));
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
    await users.release(outlived, true, clock.now());
    expect(await take(revoke(3, germany))).toEqual({ until: clock.now() + lease });
    await users.release(latest, true, clock.now());
    expect(found(await taken(grant(1, germany)))).toEqual({ superseded: [germany], requested: [] });
  });
});

test('a record of a later release is not touched', async () => {
  await take(grant(1, germany));
  const [item] = await items();
  await dynamodb.putItem({ TableName: table, Item: { ...item, version: { N: '2' } } });
  clock.advance(lease);
  await expect(take(revoke(2, germany))).rejects.toMatchObject({ reason: 'newer-record' });
});
