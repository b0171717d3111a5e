/** The client against the embedded AWS: it answers as the AWS SDK's does. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { dueIndex } from '../../../lib/due-index.ts';
import type { CallLimit, Dynamodb } from '../../../lib/dynamodb/dynamodb.ts';
import { isFailedCondition } from '../../../lib/dynamodb/dynamodb.ts';
import { DynamodbClient } from '../../../lib/dynamodb/dynamodb-client.ts';
import { useAws } from '../../services/use-aws.ts';
import { createDueTable } from '../sweep/sweeping.ts';

const aws = useAws();
const sdk = aws.client((settings) => new DynamoDB(settings));
const client = aws.client((settings) => new DynamodbClient(settings));
const limit: CallLimit = { abortSignal: AbortSignal.timeout(60_000) };

const TableName = 'items';
const bytes = new Uint8Array([0, 127, 128, 255]);
const Item = {
  identity: { S: 'ä "b" \u{1F600}' },
  due: { S: 'd' },
  dueAt: { N: '1.5' },
  list: { L: [{ NULL: true }, { B: bytes }] },
  bytes: { B: bytes },
  set: { BS: [bytes, new Uint8Array([1])] },
  B: { M: { BS: { S: '"B":"text"' }, B: { L: [] } } },
};
const Key = { identity: Item.identity };

beforeAll(async () => {
  await createDueTable(sdk, TableName);
  await client.putItem({ TableName, Item }, limit);
});

const isAbsent = {
  ConditionExpression: 'attribute_not_exists(#identity)',
  ExpressionAttributeNames: { '#identity': 'identity' },
};
const update = { TableName, Key, UpdateExpression: 'SET dueAt = :at', ReturnValues: 'ALL_NEW' } as const;

test.each<[string, (dynamodb: Dynamodb) => Promise<object>, object]>([
  ['GetItem', (dynamodb) => dynamodb.getItem({ TableName, Key, ConsistentRead: true }, limit), { Item }],
  [
    'BatchGetItem',
    (dynamodb) => dynamodb.batchGetItem({ RequestItems: { [TableName]: { Keys: [Key] } } }, limit),
    { Responses: { [TableName]: [Item] } },
  ],
  [
    'UpdateItem',
    (dynamodb) => dynamodb.updateItem({ ...update, ExpressionAttributeValues: { ':at': { N: '1.5' } } }, limit),
    { Attributes: Item },
  ],
  [
    'PutItem',
    (dynamodb) => dynamodb.putItem({ TableName, Item, ReturnValues: 'ALL_OLD' }, limit),
    { Attributes: Item },
  ],
  [
    'Query',
    (dynamodb) =>
      dynamodb.query(
        {
          TableName,
          IndexName: dueIndex.name,
          KeyConditionExpression: 'due = :due',
          ExpressionAttributeValues: { ':due': { S: 'd' } },
          ExclusiveStartKey: undefined,
        },
        limit,
      ),
    { Count: 1 },
  ],
  ['Scan', (dynamodb) => dynamodb.scan({ TableName, Limit: 1 }, limit), { Items: [Item], LastEvaluatedKey: Key }],
])('%s answers as that of the SDK', async (_, call, expected) => {
  const answer = await call(client);
  expect(answer).toMatchObject(expected);
  const { $metadata: _metadata, ...output } = Object(await call(sdk));
  expect(answer).toEqual(output);
});

test('a failed condition is known from either client', async () => {
  const put = (dynamodb: Dynamodb) => dynamodb.putItem({ TableName, Item, ...isAbsent }, limit);
  const errors = await Promise.all([client, sdk].map((dynamodb) => put(dynamodb).catch((error: Error) => error)));
  expect(errors.map(isFailedCondition)).toEqual([true, true]);
});

test('another error has the name and the message that the SDK gives it', async () => {
  const read = (dynamodb: Dynamodb) =>
    dynamodb.getItem({ TableName: 'other', Key }, limit).catch(({ name, message }: Error) => ({ name, message }));
  expect(await read(client)).toEqual(await read(sdk));
  expect(isFailedCondition(new Error('none'))).toBe(false);
});

test('the environment tells where DynamoDB is, and who calls', async () => {
  const fromEnvironment = DynamodbClient.fromEnvironment(process.env);
  expect(await fromEnvironment.getItem({ TableName, Key }, limit)).toEqual({ Item });
  fromEnvironment.destroy();
});
