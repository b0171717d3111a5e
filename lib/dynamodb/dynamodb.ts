/** What the service asks of DynamoDB. `DynamoDB` of the AWS SDK has the same calls, and the operator's commands use it. */
import type * as sdk from '@aws-sdk/client-dynamodb';

/** No call is made without a limit of its time. */
export interface CallLimit {
  readonly abortSignal: AbortSignal;
}

export interface Dynamodb {
  getItem(input: sdk.GetItemInput, limit: CallLimit): Promise<sdk.GetItemOutput>;
  batchGetItem(input: sdk.BatchGetItemInput, limit: CallLimit): Promise<sdk.BatchGetItemOutput>;
  putItem(input: sdk.PutItemInput, limit: CallLimit): Promise<sdk.PutItemOutput>;
  updateItem(input: sdk.UpdateItemInput, limit: CallLimit): Promise<sdk.UpdateItemOutput>;
  query(input: sdk.QueryInput, limit: CallLimit): Promise<sdk.QueryOutput>;
  scan(input: sdk.ScanInput, limit: CallLimit): Promise<sdk.ScanOutput>;
}

/** Whether DynamoDB refused a write because its condition does not hold. */
export function isFailedCondition(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
