/** Reads the ledger's whole table, page by page. */
import { type DynamoDBClient, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** The items that DynamoDB returns: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html */
export interface LedgerFilter {
  readonly expression: string;
  readonly values: Readonly<Record<string, string>>;
  /** Names of attributes that DynamoDB reserves, by their placeholders. */
  readonly names?: Readonly<Record<string, string>>;
}

export function ledgerPages(client: DynamoDBClient, table: string, { expression, values, names }: LedgerFilter) {
  const input: ScanCommandInput = {
    TableName: table,
    FilterExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
    ConsistentRead: true,
  };
  return paginateScan({ client }, input);
}
