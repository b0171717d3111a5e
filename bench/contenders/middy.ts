/**
 * middy with its middleware for partial batches and for secrets. It has none for idempotency, so the two writes are by hand.
 * https://middy.js.org/docs/middlewares/sqs-partial-batch-failure
 */
import middy from '@middy/core';
import secretsManager, { secret } from '@middy/secrets-manager';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { claim, settle } from './parts/claims.ts';
import { type Credentials, secretId } from './parts/environment.ts';
import { requestOf } from './parts/message.ts';
import { requestAccess } from './parts/zuora-axios.ts';

export const handler = middy<SQSEvent>()
  .use(secretsManager({ fetchData: { zuora: secret<Credentials>(secretId) }, setToContext: true }))
  .use(sqsPartialBatchFailure())
  .handler(async ({ Records }, { zuora }) => Promise.allSettled(Records.map((record) => handleRecord(record, zuora))));

async function handleRecord(record: SQSRecord, credentials: Credentials): Promise<void> {
  const { messageId } = record;
  const claimed = await claim(messageId);
  if (claimed === 'held') throw new Error('The message is handled elsewhere.');
  if (claimed === 'done') return;
  await requestAccess(credentials, requestOf(record), messageId);
  await settle(messageId, 'applied');
}
