/** Which requests a search of the ledger takes, up to its limit. */
import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deployTable } from '../../../local/deployment.ts';
import { findEvents } from '../../../operator/ledger/event-search.ts';
import type { Point } from '../../statistics/fit.ts';
import type { Curve } from './curve.ts';
import { withEmbeddedAws } from './embedded-aws.ts';

const sizes = [10_000, 50_000, 200_000, 1_000_000];
/** Of a record, so that a page of a megabyte has some 4,000. */
const filler = 'x'.repeat(200);
/** Of one request. */
const maxBatch = 25;
/** As the command has it where nobody says how many. */
const maxRead = 100_000;

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
