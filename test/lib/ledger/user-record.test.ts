import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccessChange } from '../../../lib/ledger/precedence.ts';
import { type Held, type UserLease, UserRecords } from '../../../lib/ledger/user-record.ts';
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

const gives = (time: number, ...entityIds: string[]): AccessChange => ({
  ...{ operation: 'request', gives: true, username, entityIds, time },
});
const takes = (time: number, ...entityIds: string[]): AccessChange => ({
  ...{ operation: 'revoke', gives: false, username, entityIds, time },
});

const take = (change: AccessChange, by = users) => by.take(change, randomUUID(), clock.now() + lease);

/** @throws Error when another holds the record */
async function taken(change: AccessChange, by = users): Promise<UserLease> {
  const turn = await take(change, by);
  if (!isTurn(turn)) throw new Error(`held until ${turn.until}`);
  return turn;
}

function isTurn(taken: UserLease | Held): taken is UserLease {
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
    const turn = await taken(gives(1, germany));
    expect(await take(takes(2, japan))).toEqual({ until: clock.now() + lease });
    await users.release(turn, true, clock.now());
    expect(isTurn(await take(takes(2, japan)))).toBe(true);
  });

  test('stays held as long as Zuora may be at work', async () => {
    await users.release(await taken(gives(1, germany)), false, clock.now() + 130_000);
    expect(await take(takes(2, germany))).toEqual({ until: clock.now() + 130_000 });
    clock.advance(130_000);
    expect(isTurn(await take(takes(2, germany)))).toBe(true);
  });

  test('is free when the delivery that held it must be over, and forgets nothing of it', async () => {
    await take(gives(1, germany));
    clock.advance(lease);
    expect(found(await taken(takes(2, germany, japan)))).toEqual({ superseded: [], requested: [germany] });
  });

  test('is the same for one name in other letters, and another for another name', async () => {
    await take(gives(1, germany));
    expect(isTurn(await users.take({ ...gives(2, germany), username: 'else' }, randomUUID(), clock.now()))).toBe(true);
    const shouted = { ...gives(2, germany), username: username.toUpperCase() };
    expect(isTurn(await users.take(shouted, randomUUID(), clock.now()))).toBe(false);
  });

  test('does not hold who the user is', async () => {
    await take(gives(1, germany));
    expect(JSON.stringify(await items())).not.toContain(username);
  });

  test('expires with the rest of the ledger', async () => {
    await take(gives(1, germany));
    const expiresAt = Math.floor((clock.now() + settings().ledgerRetention) / 1000);
    expect(await items()).toEqual([expect.objectContaining({ expiresAt: { N: String(expiresAt) } })]);
  });
});

describe('what counts', () => {
  test('is said of each entity by itself', async () => {
    await made(takes(5, germany));
    expect(found(await taken(gives(4, germany, japan)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('is what was taken from the first try on, even if it failed', async () => {
    await users.release(await taken(takes(5, germany)), false, clock.now());
    expect(found(await taken(gives(4, germany)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('is what was given when it was given, and not before', async () => {
    await users.release(await taken(gives(5, germany)), false, clock.now());
    const turn = await taken(takes(4, germany));
    expect(found(turn)).toEqual({ superseded: [], requested: [germany] });
    await users.release(turn, true, clock.now());
    await made(gives(6, germany));
    expect(found(await taken(takes(5, germany)))).toEqual({ superseded: [germany], requested: [germany] });
  });

  test('is not changed by what is superseded', async () => {
    await made(takes(5, germany));
    await made(gives(4, germany, japan));
    expect(found(await taken(gives(4, germany)))).toEqual({ superseded: [germany], requested: [] });
  });

  test('asks for no refusal of a request once access was taken', async () => {
    await made(gives(1, germany));
    await made(takes(2, germany));
    expect(found(await taken(takes(3, germany)))).toEqual({ superseded: [], requested: [] });
  });
});

describe('two deliveries at once', () => {
  test('do not both get the record', async () => {
    const until = clock.now() + lease;
    const late = records(dynamodbBeforeWrite(() => take(takes(2, germany))));
    expect(await take(gives(1, germany), late)).toEqual({ until });
  });

  test('do not both get a record that there was before', async () => {
    await made(gives(1, germany));
    const until = clock.now() + lease;
    const late = records(dynamodbBeforeWrite(() => take(takes(2, germany))));
    expect(await take(gives(3, germany), late)).toEqual({ until });
  });

  test('do not forget what one gives back while the other takes it', async () => {
    const outlived = await taken(gives(5, germany));
    clock.advance(lease + 1);
    const late = records(dynamodbBeforeWrite(() => users.release(outlived, true, clock.now())));
    expect(isTurn(await take(takes(4, germany), late))).toBe(false);
    expect(found(await taken(takes(4, germany)))).toEqual({ superseded: [germany], requested: [germany] });
  });

  test('are one when the SDK has sent the same update twice', async () => {
    expect(isTurn(await take(gives(1, germany), records(dynamodbBeforeWrite((write) => write()))))).toBe(true);
  });

  test('leave to the later one what the earlier comes back to', async () => {
    const outlived = await taken(gives(1, germany));
    clock.advance(lease);
    const latest = await taken(takes(2, germany));
    await users.release(outlived, true, clock.now());
    expect(await take(takes(3, germany))).toEqual({ until: clock.now() + lease });
    await users.release(latest, true, clock.now());
    expect(found(await taken(gives(1, germany)))).toEqual({ superseded: [germany], requested: [] });
  });
});

test('a record of a later release is not touched', async () => {
  await take(gives(1, germany));
  const [item] = await items();
  await dynamodb.putItem({ TableName: table, Item: { ...item, version: { N: '2' } } });
  clock.advance(lease);
  await expect(take(takes(2, germany))).rejects.toMatchObject({ reason: 'newer-record' });
});
