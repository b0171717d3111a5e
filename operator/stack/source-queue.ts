/** A queue that feeds a function. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { StageQueue } from './stack.ts';

export interface SourceQueue {
  readonly arn: string;
  /** Messages that can be received; approximate. */
  readonly waiting: number;
  /** Messages that a function works on, or that wait for their next attempt; approximate. */
  readonly inFlight: number;
  /** Milliseconds after which SQS deletes a message. */
  readonly retention: number;
}

const queueAttributes = z.object({
  QueueArn: z.string(),
  ApproximateNumberOfMessages: z.coerce.number(),
  ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  MessageRetentionPeriod: z.coerce.number(),
});

export async function readSourceQueue(sqs: SQSClient, { sourceUrl }: StageQueue): Promise<SourceQueue> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: sourceUrl, AttributeNames: queueAttributes.keyof().options }),
  );
  const attributes = queueAttributes.parse(Attributes);
  return {
    arn: attributes.QueueArn,
    waiting: attributes.ApproximateNumberOfMessages,
    inFlight: attributes.ApproximateNumberOfMessagesNotVisible,
    retention: attributes.MessageRetentionPeriod * 1000,
  };
}
