import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import {
  type AuditEntry,
  auditAlias,
  auditEntry,
  auditIndex,
  placeOf,
  positionOf,
} from '../../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { germany } from '../../factories.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { useAws } from '../../services/use-aws.ts';

const settings = { audit: 'audit', awsTimeout: 10_000 };
const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useAuditTable(dynamodb, settings.audit);
const log = new AuditLog(dynamodb, settings);

const began = { at: Date.parse('2026-11-29T05:59:59.900Z'), by: 'first-attempt' };
const recordedAt = '2026-11-29T06:00:00.000Z';

/** An entry about a request that Zuora accepted. */
function entry(account: string, changes: Partial<AuditEntry> = {}): AuditEntry {
  const owner = changes.owner ?? 'first-attempt';
  return {
    ...{ version: 1, account, owner, entityId: germany, what: 'request', outcome: 'accepted' },
    position: positionOf(began, 'request', germany),
    ...{ day: '2026-11-29', place: placeOf(recordedAt, owner, 'request', germany) },
    why: [{ kind: 'request', assignment: 'https://hr.example.com', requestedAt: '2026-11-29T05:59:58.000Z' }],
    ...{ against: [], eventId: 'joiner-1', decidedAt: recordedAt, requestedAt: recordedAt, recordedAt },
    expiresAt: 2_000_000_000,
    ...changes,
  };
}

async function entriesOf(account: string): Promise<unknown[]> {
  const { Items = [] } = await dynamodb.query({
    TableName: settings.audit,
    KeyConditionExpression: 'account = :account',
    ExpressionAttributeValues: { ':account': { S: account } },
  });
  return Items.map((item) => unmarshall(item));
}

describe('an entry', () => {
  test('is kept as it was written', async () => {
    const account = randomUUID();
    expect(await log.write(entry(account))).toBe(true);
    const [kept] = await entriesOf(account);
    expect(auditEntry.parse(kept)).toEqual(entry(account));
  });

  test('is found by its day, and in it by its entity', async () => {
    const account = randomUUID();
    await log.write(entry(account, { day: '2026-11-30' }));
    const { Items = [] } = await dynamodb.query({
      ...{ TableName: settings.audit, IndexName: auditIndex.name },
      KeyConditionExpression: '#day = :day AND begins_with(place, :entity)',
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: { ':day': { S: '2026-11-30' }, ':entity': { S: `${germany}#` } },
    });
    expect(Items.map((item) => unmarshall(item)['account'])).toEqual([account]);
  });

  test('is never replaced by that of another attempt', async () => {
    const account = randomUUID();
    await log.write(entry(account));
    expect(await log.write(entry(account, { owner: 'second-attempt', outcome: 'seen' }))).toBe(false);
    expect(await entriesOf(account)).toEqual([entry(account)]);
  });

  test('is written once when the SDK sends it twice', async () => {
    const account = randomUUID();
    await log.write(entry(account));
    expect(await log.write(entry(account))).toBe(true);
    expect(await entriesOf(account)).toEqual([entry(account)]);
  });

  test('with all that an event can say takes two units of a write, with its index', async () => {
    const account = randomUUID();
    const event = 'f'.repeat(64);
    const texts = { source: 'https://hr.example.com', correlationId: randomUUID(), requestedBy: 'grace@example.com' };
    const full = entry(account, { ...texts, event, policy: event, requestReason: 'joined, by policy: emea-finance' });
    await log.write(full);
    const Item = marshall(full, { removeUndefinedValues: true });
    const put = { TableName: settings.audit, Item, ReturnConsumedCapacity: 'INDEXES' } as const;
    const { ConsumedCapacity } = await dynamodb.putItem(put);
    expect(ConsumedCapacity?.Table?.CapacityUnits).toBe(1);
    // The index has the whole entry, so it takes as much.
    expect(Buffer.byteLength(JSON.stringify(full))).toBeLessThan(1600);
  });

  test('that cannot be written is an error', async () => {
    const lost = new AuditLog(dynamodb, { ...settings, audit: 'no-such-table' });
    await expect(lost.write(entry(randomUUID()))).rejects.toThrow('not found');
  });
});

describe('the login of an account', () => {
  test('is found by the account and by the login, and is no entry', async () => {
    const account = randomUUID();
    await log.remember(account, 'ada.lovelace@example.com', 'key-of-ada');
    await log.remember(account, 'ada.lovelace@example.com', 'key-of-ada');
    const [alias, ...others] = await entriesOf(account);
    expect(others).toEqual([]);
    expect(auditAlias.parse(alias)).toMatchObject({ account, login: 'ada.lovelace@example.com' });
    expect(auditEntry.safeParse(alias).success).toBe(false);
    const { Items = [] } = await dynamodb.query({
      ...{ TableName: settings.audit, IndexName: auditIndex.name },
      KeyConditionExpression: '#day = :day',
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: { ':day': { S: 'login#key-of-ada' } },
    });
    expect(Items.map((item) => unmarshall(item)['account'])).toEqual([account]);
  });
});
