/** Delivers a batch of messages within one invocation, and answers SQS for each of them. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import pMap from 'p-map';
import type { Deadline } from './deadline.ts';
import type { Delivery, Services } from './delivery.ts';
import { deliver, putBack } from './message.ts';
import type { Command, Operation } from './operation.ts';
import { isAcknowledged } from './outcome.ts';

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
  const deliverOne = async (record: SQSRecord): Promise<boolean> => {
    const delivery: Delivery<C> = { operation, record, services, deadline, startedAt: services.now() };
    const mayStart = !throttled && deadline.allowsMessage();
    const course = await (mayStart ? deliver(delivery) : putBack(delivery));
    throttled ||= course.throttled;
    return isAcknowledged(course.outcome);
  };
  const concurrency = services.settings.callsInFlight;
  const done = await pMap(records, deliverOne, { concurrency });
  return {
    batchItemFailures: records
      .filter((_, index) => !done[index])
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}
