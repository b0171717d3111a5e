/** SQS messages in the form in which Lambda hands them to a function. */
import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { parseArn } from '../../lib/arn.ts';

/** The members that a received message always has. The SDK's type calls all of them optional. */
const receivedMessage = z.object({
  MessageId: z.string(),
  ReceiptHandle: z.string(),
  Body: z.string(),
  MD5OfBody: z.string(),
  Attributes: z
    .object({
      ApproximateReceiveCount: z.string(),
      SentTimestamp: z.string(),
      SenderId: z.string(),
      ApproximateFirstReceiveTimestamp: z.string(),
    })
    .catchall(z.string()),
});

/**
 * The Lambda record of a message that was received with all its attributes from the queue of this ARN.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function toRecord(message: Message, queueArn: string): SQSRecord {
  const received = receivedMessage.parse(message);
  return {
    messageId: received.MessageId,
    receiptHandle: received.ReceiptHandle,
    body: received.Body,
    attributes: received.Attributes,
    messageAttributes: toMessageAttributes(message.MessageAttributes),
    md5OfBody: received.MD5OfBody,
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: parseArn(queueArn).region,
  };
}

function toMessageAttributes(attributes: Message['MessageAttributes'] = {}): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { StringValue, BinaryValue, DataType }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType ?? 'String',
      },
    ]),
  );
}

/** Lambda's limit on the payload of an invocation: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = 6 * 1024 * 1024;

/** The events that carry these records in their order: as few as the payload limit allows. */
export function eventsOf(records: readonly SQSRecord[], limitBytes = maxPayloadBytes): SQSEvent[] {
  const events: SQSEvent[] = [];
  let bytes = 0;
  for (const record of records) {
    const current = events.at(-1);
    const recordBytes = Buffer.byteLength(JSON.stringify(record));
    bytes += recordBytes + ','.length;
    if (current && bytes <= limitBytes) {
      current.Records.push(record);
    } else {
      events.push({ Records: [record] });
      bytes = recordBytes + '{"Records":[]}'.length;
    }
  }
  return events;
}
