/**
 * The ledger's table as the template describes it, for tests that deploy nothing. The table of people is made like it, and so
 * is that of linked accounts where nobody asks what is due.
 */
import { CreateTableCommand, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll } from '@jest/globals';

/** Creates the tables before the first test of a file. */
export function useLedgerTable(dynamodb: DynamoDBClient, ...tableNames: readonly (string | undefined)[]): void {
  beforeAll(async () => {
    for (const name of tableNames) await createLedgerTable(dynamodb, name);
  });
}

export async function createLedgerTable(dynamodb: DynamoDBClient, TableName: string | undefined): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'identity', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
    }),
  );
  await isActive(dynamodb, TableName);
}

/** A table that is being created takes no items. */
async function isActive(dynamodb: DynamoDBClient, TableName: string | undefined): Promise<void> {
  for (;;) {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}
