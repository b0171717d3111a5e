/** A queue of SQS, reduced to what decides when a message may be received: a value that each call replaces. */
import type { SQSRecord } from 'aws-lambda';
import { sqsRecord } from '../../factories.ts';

export interface QueuedMessage {
  /** Its receipt handle too. */
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  readonly firstReceivedAt: number | undefined;
  readonly receives: number;
  readonly visibleAt: number;
}

export type QueueModel = readonly QueuedMessage[];

/** The message with these values; the queue as it is, if the message is not on it any more. */
export function changed(queue: QueueModel, messageId: string, values: Partial<QueuedMessage>): QueueModel {
  return queue.map((message) => (message.messageId === messageId ? { ...message, ...values } : message));
}

export function received(message: QueuedMessage, now: number, visibilityTimeout: number): QueuedMessage {
  const { receives, firstReceivedAt = now } = message;
  return { ...message, firstReceivedAt, receives: receives + 1, visibleAt: now + visibilityTimeout };
}

/** A message as it was just received. */
export function recordOf({ messageId, body, sentAt, firstReceivedAt, receives }: QueuedMessage): SQSRecord {
  return sqsRecord({
    ...{ messageId, receiptHandle: messageId, body },
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
    },
  });
}
