/** The ledger's table as the template describes it, for tests that deploy nothing. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

export async function createLedgerTable(dynamodb: DynamoDBClient, TableName: string | undefined): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'identity', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
    }),
  );
}
