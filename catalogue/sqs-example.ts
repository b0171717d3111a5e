/** A worked example in the form in which Lambda gets it: `npm start` publishes these. */
import { createHash } from 'node:crypto';
import { allowStale } from '../lib/sqs/dead-letter.ts';
import type { PublishedEvent } from './published-events.ts';

const sentAt = Date.parse('2026-11-21T09:30:00Z');

/** The path and the content of the file. */
export function sqsExample({ name, operation, example }: PublishedEvent): readonly [path: string, content: object] {
  const body = JSON.stringify(example);
  const md5OfBody = createHash('md5').update(body).digest('hex');
  const record = {
    messageId: `1d1f4f52-6f0c-4d6c-9a51-${md5OfBody.slice(0, 12)}`,
    receiptHandle: 'example-receipt-handle',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sentAt),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(sentAt + 100),
    },
    // The time of an example will be long ago.
    messageAttributes: { [allowStale]: { dataType: 'String', stringValue: 'true' } },
    md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:zuora-access-local-${operation.queue}`,
    awsRegion: 'us-east-1',
  };
  return [`events/${name}.sqs.json`, { Records: [record] }];
}
