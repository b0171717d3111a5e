/** The stand-in of DynamoDB keeps records as DynamoDB does, where the contenders depend on it. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { FailedCondition, type Input, Tables } from '../../../bench/stand-ins/tables.ts';

let tables: Tables;
beforeEach(() => {
  tables = new Tables({ audit: ['account', 'position'] });
});

const key = { id: { S: 'message-1' } };
const claim = (now: number): Input => ({
  TableName: 'claims',
  Item: { ...key, status: { S: 'open' }, freeAt: { N: String(now + 100) } },
  ConditionExpression: 'attribute_not_exists(#id) OR (#status = :open AND #freeAt < :now)',
  ExpressionAttributeNames: { '#id': 'id', '#status': 'status', '#freeAt': 'freeAt' },
  ExpressionAttributeValues: { ':open': { S: 'open' }, ':now': { N: String(now) } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

const settle: Input = {
  TableName: 'claims',
  Key: key,
  UpdateExpression: 'SET #status = :done, #count = if_not_exists(#count, :zero) + :one REMOVE #freeAt',
  ExpressionAttributeNames: { '#status': 'status', '#count': 'count', '#freeAt': 'freeAt' },
  ExpressionAttributeValues: { ':done': { S: 'done' }, ':zero': { N: '0' }, ':one': { N: '1' } },
  ReturnValues: 'ALL_NEW',
};

describe('a conditional write', () => {
  test('takes what nobody holds, and what nobody holds any more', () => {
    tables.put(claim(1000));
    expect(() => tables.put(claim(1050))).toThrow(FailedCondition);
    expect(tables.put(claim(1101)).units).toBe(1);
  });

  test('that fails tells the item, if it is asked to, and changes nothing', () => {
    const { Item } = claim(1000);
    tables.put(claim(1000));
    expect(() => tables.put(claim(1000))).toThrow(expect.objectContaining({ item: Item }));
    expect(tables.get({ TableName: 'claims', Key: key }).output).toEqual({ Item });
  });

  test('sets, adds, keeps and removes attributes', () => {
    tables.put(claim(1000));
    tables.update(settle);
    expect(tables.update(settle).output).toEqual({
      Attributes: { ...key, status: { S: 'done' }, count: { N: '2' } },
    });
  });
});

test('an item without the compared attribute matches no comparison, and its negation', () => {
  const update = (condition: string): Input => ({ ...settle, ConditionExpression: condition });
  expect(() => tables.update(update('#count > :one'))).toThrow(FailedCondition);
  expect(() => tables.update(update('NOT #count > :one'))).not.toThrow();
});

test('a table with two keys has an item for each pair', () => {
  const put = (position: string) =>
    tables.put({ TableName: 'audit', Item: { account: { S: 'a' }, position: { S: position } } });
  put('1');
  put('2');
  const Key = { account: { S: 'a' }, position: { S: '1' } };
  expect(tables.get({ TableName: 'audit', Key }).output).toEqual({ Item: Key });
});

test('several items are read at once, and those that are not there are left out', () => {
  const item = (account: string, position: string) => ({ account: { S: account }, position: { S: position } });
  for (const Item of [item('a', '1'), item('a', '2')]) tables.put({ TableName: 'audit', Item });
  const Keys = [item('a', '2'), item('b', '1')];
  const { output } = tables.getAll({ RequestItems: { audit: { Keys } } });
  expect(output).toEqual({ Responses: { audit: [item('a', '2')] }, UnprocessedKeys: {} });
});

test('a write costs a unit for each kilobyte of the larger of both items', () => {
  const put = (length: number) =>
    tables.put({ TableName: 'claims', Item: { ...key, text: { S: 'x'.repeat(length) } } });
  expect([put(900), put(2000), put(10)].map(({ units }) => units)).toEqual([1, 2, 2]);
});

test('an expression that it does not know is an error', () => {
  expect(() => tables.update({ ...settle, ConditionExpression: 'size(#id) > :one' })).toThrow('does not know');
});
