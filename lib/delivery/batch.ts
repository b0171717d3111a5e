/** Delivers a batch of messages within one invocation, and answers SQS for each of them. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import { isAcknowledged } from '../outcome.ts';
import type { Deadline } from './deadline.ts';
import type { Delivery, Services } from './delivery.ts';
import { putBack } from './ending.ts';
import { deliver } from './message.ts';
import type { Command, Operation } from './operation.ts';

/**
 * Names exactly the messages that stay on the queue. Every call is answered or given up by the time this returns, since a
 * frozen environment must send nothing later.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export async function deliverBatch<C extends Command>(
  operation: Operation<C>,
  records: readonly SQSRecord[],
  services: Services,
  deadline: Deadline,
): Promise<SQSBatchResponse> {
  let throttled = false;
  return answerBatch(records, services.settings.callsInFlight, async (record) => {
    const delivery: Delivery<C> = { operation, record, services, deadline, startedAt: services.now() };
    const mayStart = !throttled && deadline.allowsMessage();
    const disposition = await (mayStart ? deliver(delivery) : putBack(delivery));
    throttled ||= disposition.throttled;
    return isAcknowledged(disposition.outcome);
  });
}

/**
 * @param concurrency how many messages are under way at once
 * @param finish tells whether SQS may forget the message; never rejects
 */
export async function answerBatch(
  records: readonly SQSRecord[],
  concurrency: number,
  finish: (record: SQSRecord) => Promise<boolean>,
): Promise<SQSBatchResponse> {
  const done = await pMap(records, finish, { concurrency });
  return {
    batchItemFailures: records
      .filter((_, index) => !done[index])
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}
