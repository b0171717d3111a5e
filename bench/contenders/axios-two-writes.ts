/** axios and the AWS SDK, with a claim and a settlement in DynamoDB, and nothing else. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { atOnce } from './parts/batch.ts';
import { handleRecord } from './parts/two-writes.ts';

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return atOnce(event, handleRecord);
}
