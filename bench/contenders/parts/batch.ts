/** Handles all messages of a batch at once, and names those that failed. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

export async function atOnce(
  { Records }: SQSEvent,
  handle: (record: SQSRecord) => Promise<unknown>,
): Promise<SQSBatchResponse> {
  const results = await Promise.allSettled(Records.map(handle));
  const failed = Records.filter((_, index) => results[index]?.status === 'rejected');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
