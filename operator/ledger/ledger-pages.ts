/** Reads a whole table, page by page. */
import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** The items that DynamoDB returns: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html */
export interface LedgerFilter {
  readonly expression: string;
  readonly values: Readonly<Record<string, string>>;
  /** Names of attributes that DynamoDB reserves, by their placeholders. */
  readonly names?: Readonly<Record<string, string>>;
}

/** @param after the identity after which the reading begins; undefined for the beginning of the table */
export function ledgerPages(
  client: DynamoDBClient,
  table: string,
  { expression, values, names }: LedgerFilter,
  after?: string,
) {
  return tablePages(client, table, {
    FilterExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
    ...(after !== undefined && { ExclusiveStartKey: marshall({ identity: after }) }),
  });
}

export function tablePages(client: DynamoDBClient, table: string, filter: Partial<ScanCommandInput> = {}) {
  return paginateScan({ client }, { ...filter, TableName: table, ConsistentRead: true });
}
