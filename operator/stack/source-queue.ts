/** A queue that a function takes its messages from. */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { QueuePair } from './stack.ts';

export interface SourceQueue {
  readonly arn: string;
  /** Approximate: messages that can be received. */
  readonly waiting: number;
  /** Approximate: messages that a function has in hand, or has put off. */
  readonly inFlight: number;
  /** Milliseconds after which SQS deletes a message. */
  readonly retention: number;
}

const described = z.object({
  QueueArn: z.string(),
  ApproximateNumberOfMessages: z.coerce.number(),
  ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  MessageRetentionPeriod: z.coerce.number(),
});

export async function readQueue(sqs: SQSClient, { sourceUrl }: QueuePair): Promise<SourceQueue> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: sourceUrl, AttributeNames: described.keyof().options }),
  );
  const attributes = described.parse(Attributes);
  return {
    arn: attributes.QueueArn,
    waiting: attributes.ApproximateNumberOfMessages,
    inFlight: attributes.ApproximateNumberOfMessagesNotVisible,
    retention: attributes.MessageRetentionPeriod * 1000,
  };
}
