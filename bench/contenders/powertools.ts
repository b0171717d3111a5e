/**
 * Powertools for AWS Lambda: its batch processor around its idempotency, with the message ID as key.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/#batch-integration
 */
import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Credentials, secretId, table } from './parts/environment.ts';
import { requestOf } from './parts/message.ts';
import { requestAccess } from './parts/zuora-axios.ts';

/** Seconds. */
const secretAge = 300;

const processor = new BatchProcessor(EventType.SQS);
const config = new IdempotencyConfig({ eventKeyJmesPath: 'messageId' });
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: table });

const handleRecord = makeIdempotent(
  async (record: SQSRecord) => {
    const credentials = await getSecret<Credentials>(secretId, { transform: 'json', maxAge: secretAge });
    if (!credentials) throw new Error('The secret has no value.');
    return requestAccess(credentials, requestOf(record), record.messageId);
  },
  { persistenceStore, config },
);

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  config.registerLambdaContext(context);
  return processPartialResponse(event, handleRecord, processor, { context });
}
