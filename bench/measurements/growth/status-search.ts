/** Which requests a search of the ledger takes, up to its limit. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deployTable } from '../../../local/deployment.ts';
import { findEvents } from '../../../operator/ledger/event-search.ts';
import type { Point } from '../../statistics/fit.ts';
import type { Curve } from './curve.ts';
import { withEmbeddedAws } from './embedded-aws.ts';

const sizes = [1000, 2000, 4000, 8000];
/** About two kilobytes each, so that a page of a megabyte has some 500. */
const filler = 'x'.repeat(2000);
/** Of one request. */
const maxBatch = 25;
const maxRead = 4000;

export const statusSearch: Curve = {
  name: 'status-search',
  title: `Search the ledger without a source, ${maxRead.toLocaleString('en')} records at most`,
  size: 'records of the ledger',
  cost: 'requests',
  measure: () =>
    withEmbeddedAws(async ({ clients: { dynamodb }, requestsOf }) => {
      const points: Point[] = [];
      for (const size of sizes) {
        const table = await filledTable(dynamodb, size);
        const { signal: interruption } = new AbortController();
        const search = { maxRead, interruption, onRead: () => {} };
        points.push({ size, cost: await requestsOf(() => findEvents(dynamodb, table, 'unknown', search)) });
      }
      return points;
    }),
};

async function filledTable(dynamodb: DynamoDBClient, records: number): Promise<string> {
  const TableName = `ledger-${records}`;
  await deployTable(dynamodb, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'identity', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
  });
  for (let first = 0; first < records; first += maxBatch) {
    const items = Array.from({ length: maxBatch }, (_, index) => ({
      PutRequest: { Item: { identity: { S: `record-${first + index}` }, filler: { S: filler } } },
    }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: items } }));
  }
  return TableName;
}
