/** One message with axios, the AWS SDK, and two writes. */
import type { SQSRecord } from 'aws-lambda';
import { claim, settle } from './claims.ts';
import { requestOf } from './message.ts';
import { readSecret } from './secret.ts';
import { requestAccess } from './zuora-axios.ts';

/** @throws Error for a message that is to come back */
export async function handleRecord(record: SQSRecord): Promise<void> {
  const { messageId } = record;
  const claimed = await claim(messageId);
  if (claimed === 'held') throw new Error('The message is handled elsewhere.');
  if (claimed === 'done') return;
  await requestAccess(await readSecret(), requestOf(record), messageId);
  await settle(messageId, 'applied');
}
