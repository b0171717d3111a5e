/** axios and the AWS SDK, with as many calls as the service makes: five writes of DynamoDB, and a read of Zuora before the write. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { atOnce } from './parts/batch.ts';
import { claim, note, settle } from './parts/claims.ts';
import { requestOf } from './parts/message.ts';
import { readSecret } from './parts/secret.ts';
import { readAccess, requestAccess } from './parts/zuora-axios.ts';

export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return atOnce(event, handleRecord);
}

async function handleRecord(record: SQSRecord): Promise<void> {
  const { messageId } = record;
  const request = requestOf(record);
  const claimed = await claim(messageId);
  if (claimed === 'held') throw new Error('The message is handled elsewhere.');
  if (claimed === 'done') return;
  await note(messageId, 'account', 'acquired');
  const credentials = await readSecret();
  const accessible = await readAccess(credentials, request, messageId);
  if (!request.targetEntityIds.every((id) => accessible.includes(id))) {
    await requestAccess(credentials, request, messageId);
  }
  await settle(messageId, 'applied');
  await note(messageId, 'audit', 'applied');
  await note(messageId, 'account', 'released');
}
