/** What a table asks of DynamoDB, and no more. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DynamodbClient } from '../../../lib/dynamodb/dynamodb-client.ts';
import { LedgerTable } from '../../../lib/ledger/ledger-table.ts';
import { refusal, useRecordedDynamodb } from '../../services/recorded-dynamodb.ts';

const dynamodb = useRecordedDynamodb();
const identity = 'x';
const update = { kind: 'event', identity, anyOf: ['#state = :open'], operands: { open: 'open' }, set: {} } as const;
const item = { identity: { S: identity } };

let client: DynamodbClient;
let table: LedgerTable;
beforeAll(() => {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'key' };
  client = new DynamodbClient({ endpoint: async () => dynamodb, region: 'eu-west-1', credentials });
  table = new LedgerTable(client, { name: 'ledger', retention: 0, timeout: 60_000 }, Date.now);
});
afterAll(() => client.destroy());

const asked = () => dynamodb.calls.map(({ body }) => JSON.parse(body));

test('an update asks for the whole item', async () => {
  dynamodb.answers = [{ status: 200, body: { Attributes: item } }];
  expect(await table.update(update)).toEqual(item);
  expect(asked()).toMatchObject([{ ReturnValues: 'ALL_NEW' }]);
});

test('a write asks for nothing of the item', async () => {
  expect(await table.write(update)).toBe(true);
  expect(asked()).toMatchObject([{ UpdateExpression: expect.any(String) }]);
  expect(asked()[0]).not.toHaveProperty('ReturnValues');
});

test('an item of a later release meets none of the conditions', async () => {
  await table.write({ ...update, anyOf: ['#state = :open', '#freeAt <= :now AND #owner = :owner'] });
  const [{ ConditionExpression: expression }] = asked();
  expect(expression.split(' OR ')).toEqual([
    'NOT #version > :version AND #state = :open',
    'NOT #version > :version AND #freeAt <= :now AND #owner = :owner',
  ]);
});

test('either tells that the condition failed', async () => {
  dynamodb.answers = [refusal('ConditionalCheckFailedException'), refusal('ConditionalCheckFailedException')];
  expect([await table.update(update), await table.write(update)]).toEqual([undefined, false]);
});

test('either tells of another refusal', async () => {
  dynamodb.answers = [refusal('ValidationException'), refusal('ValidationException')];
  await expect(table.update(update)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(table.write(update)).rejects.toMatchObject({ name: 'ValidationException' });
});
