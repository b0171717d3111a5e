/** Gives a table of the local stack the indexes that it lacks: a release before made it, and the embedded DynamoDB adds none. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { slicesOf } from '../lib/slices.ts';
import type { TableResource } from './template-table.ts';

type Item = Record<string, AttributeValue>;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const maxItems = 25;

/** The table is made anew with its items, if it lacks an index. */
export async function addIndexes(client: DynamoDBClient, table: TableResource): Promise<void> {
  const { TableName, GlobalSecondaryIndexes = [] } = table;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const known = new Set(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  if (GlobalSecondaryIndexes.every(({ IndexName }) => known.has(IndexName))) return;
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName });
  await client.send(new CreateTableCommand(table));
  for (const some of slicesOf(items, maxItems)) {
    const requests = some.map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  }
}
