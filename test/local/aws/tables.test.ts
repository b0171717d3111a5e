import { randomUUID } from 'node:crypto';
import { DynamoDB, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTables } from '../../../local/aws/tables.ts';
import { useAws } from '../../services/use-aws.ts';
import { until } from '../../until.ts';

const TableName = 'leases';
useAws();
let dynamodb: DynamoDB;

beforeAll(async () => {
  dynamodb = new DynamoDB({});
  await dynamodb.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
});

afterAll(() => dynamodb.destroy());

/** Takes a lease that nobody holds, whose time is over, or that is the owner's already. */
function claim(id: string, owner: string, now: number) {
  const input: UpdateItemCommandInput = {
    TableName,
    Key: { id: { S: id } },
    UpdateExpression: 'SET #owner = :owner, freeAt = :freeAt, claims = if_not_exists(claims, :zero) + :one',
    ConditionExpression: 'attribute_not_exists(id) OR freeAt < :now OR #owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':owner': { S: owner },
      ':now': { N: `${now}` },
      ':freeAt': { N: `${now + 100}` },
      ':zero': { N: '0' },
      ':one': { N: '1' },
    },
    ReturnValues: 'ALL_NEW',
  };
  return dynamodb.updateItem(input);
}

const conditionFailed = { name: 'ConditionalCheckFailedException' };

test('a table is active as soon as it is asked for', async () => {
  expect((await dynamodb.describeTable({ TableName })).Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/leases',
  });
});

test('a table takes items as soon as it is made', async () => {
  const tables = await openTables();
  const { signal } = new AbortController();
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' }];
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' }];
  const table = { TableName, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema };
  await tables.call('CreateTable', table, signal);
  await expect(tables.call('PutItem', { TableName, Item: { id: { S: 'one' } } }, signal)).resolves.toBeDefined();
  await tables.close();
});

test('a conditional update writes when its condition holds, and changes nothing when it does not', async () => {
  const id = randomUUID();
  expect((await claim(id, 'first', 1000)).Attributes).toEqual({
    id: { S: id },
    owner: { S: 'first' },
    freeAt: { N: '1100' },
    claims: { N: '1' },
  });

  await expect(claim(id, 'second', 1050)).rejects.toMatchObject(conditionFailed);
  const { Item } = await dynamodb.getItem({ TableName, Key: { id: { S: id } }, ConsistentRead: true });
  expect(Item).toMatchObject({ owner: { S: 'first' }, claims: { N: '1' } });

  expect((await claim(id, 'first', 1050)).Attributes).toMatchObject({ freeAt: { N: '1150' }, claims: { N: '2' } });
  expect((await claim(id, 'second', 1151)).Attributes).toMatchObject({ owner: { S: 'second' }, claims: { N: '3' } });
});

test('numbers are compared as numbers, and a missing attribute fulfils no comparison', async () => {
  const id = randomUUID();
  const update = (ConditionExpression: string, limit: string) =>
    dynamodb.updateItem({
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'SET freeAt = :limit',
      ConditionExpression,
      ExpressionAttributeValues: { ':limit': { N: limit } },
    });

  await expect(update('freeAt < :limit', '1')).rejects.toMatchObject(conditionFailed);
  await update('attribute_not_exists(freeAt)', '9');
  await update('freeAt < :limit', '10');
  await expect(update('freeAt < :limit', '9')).rejects.toMatchObject(conditionFailed);
});

test('of simultaneous claims exactly one wins', async () => {
  const id = randomUUID();
  const claims = await Promise.allSettled(Array.from({ length: 20 }, (_, owner) => claim(id, `${owner}`, 1000)));
  const lost = claims.filter((claim) => claim.status === 'rejected');
  expect(lost).toHaveLength(19);
  for (const { reason } of lost) expect(reason).toMatchObject(conditionFailed);
});

test('a request that DynamoDB would refuse is refused with its reason', async () => {
  await expect(dynamodb.getItem({ TableName, Key: { id: { N: '1' } } })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The provided key element does not match the schema',
  });
  await expect(dynamodb.getItem({ TableName: 'missing', Key: { id: { S: '1' } } })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('items follow their table at once: there is none any more, then another one of the name', async () => {
  const table = { TableName: `moving-${randomUUID()}` };
  const keyed = (AttributeName: string) => ({
    ...{ ...table, BillingMode: 'PAY_PER_REQUEST' as const },
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' as const }],
  });
  const put = (key: string) => dynamodb.putItem({ ...table, Item: { [key]: { S: '1' } } });
  /** Undefined if there is no such table. */
  const status = () =>
    dynamodb.describeTable(table).then(
      ({ Table }) => Table?.TableStatus,
      () => undefined,
    );
  const create = async (key: string) => {
    await dynamodb.createTable(keyed(key));
    await until(async () => (await status()) === 'ACTIVE');
  };
  await create('id');
  await put('id');
  await dynamodb.deleteTable(table);
  await expect(put('id')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await until(async () => (await status()) === undefined);
  await create('name');
  await put('name');
  await expect(put('id')).rejects.toMatchObject({ name: 'ValidationException' });
});
