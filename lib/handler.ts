/** What every Lambda function does around its batch: telemetry, and the deadline. */
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Deadline } from './delivery/deadline.ts';
import type { Services } from './delivery/delivery.ts';
import type { CommonSettings } from './settings.ts';

export type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * @param name the function's
 * @param answer tells SQS which messages stay
 */
export function handle(
  name: string,
  { settings, telemetry, now }: Pick<Services, 'telemetry' | 'now'> & { readonly settings: CommonSettings },
  answer: (records: readonly SQSRecord[], deadline: Deadline) => Promise<SQSBatchResponse>,
): Handler {
  return async ({ Records }, context) => {
    telemetry.begin(name, context);
    try {
      return await answer(Records, new Deadline(now() + context.getRemainingTimeInMillis(), settings, now));
    } finally {
      telemetry.end();
    }
  };
}
