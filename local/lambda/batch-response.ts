/** Reads a function's response to a batch of SQS messages. */
import * as z from 'zod';

const batchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish() })
  .nullable();

/**
 * The ids of the messages that failed and stay on the queue, from a response under `ReportBatchItemFailures`. A response
 * of another form, or one that names a message outside the batch, fails the whole batch: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedOf(response: unknown, messageIds: readonly string[]): ReadonlySet<string> {
  const batch = new Set(messageIds);
  const parsed = batchResponse.safeParse(response);
  if (!parsed.success) return batch;
  const failed = (parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => batch.has(id)) ? new Set(failed) : batch;
}
