/** The audit log's table as the template describes it, for tests that deploy nothing. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll } from '@jest/globals';
import { auditIndex, auditKeys } from '../../lib/audit/audit-entry.ts';

/** Creates the table before the first test of a file. */
export function useAuditTable(dynamodb: DynamoDBClient, TableName: string): void {
  beforeAll(() => createAuditTable(dynamodb, TableName));
}

export async function createAuditTable(dynamodb: DynamoDBClient, TableName: string): Promise<void> {
  const names = [auditKeys.partitionKey, auditKeys.sortKey, auditIndex.partitionKey, auditIndex.sortKey];
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema(auditKeys),
      GlobalSecondaryIndexes: [
        { IndexName: auditIndex.name, KeySchema: keySchema(auditIndex), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
}

function keySchema({ partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
