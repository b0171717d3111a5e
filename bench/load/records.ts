/** The messages that the functions get, in the form in which Lambda hands them over. */
import { randomUUID } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { slicesOf } from '../../lib/slices.ts';
import { homeEntityId } from '../stand-ins/tenant.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function record(type: string, data: object): SQSRecord {
  const id = randomUUID();
  const now = String(Date.now());
  const source = 'https://hr.example.com';
  const event = { specversion: '1.0', type, source, id, time: new Date().toISOString(), data };
  return {
    messageId: randomUUID(),
    receiptHandle: `${id}${id}`,
    body: JSON.stringify(event),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: now,
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: now,
    },
    messageAttributes: {},
    md5OfBody: id.replaceAll('-', ''),
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:user-access-requests',
    awsRegion: 'us-east-1',
  };
}

/** One event of Lambda, with a message for each. */
export function eventOf(type: string, all: readonly object[]): SQSEvent {
  return { Records: all.map((data) => record(type, data)) };
}

/** Logins that nobody has had. */
export function newUsers(count: number): string[] {
  return Array.from({ length: count }, () => `${randomUUID()}@example.com`);
}

/**
 * What every contender gets: each message asks for the access of one user to one entity.
 *
 * @param size how many messages an event has
 */
export function accessRequests(users: readonly string[], entityId: string, size: number): SQSEvent[] {
  const requests = users.map((username) => ({ username, targetEntityIds: [entityId], entityId: homeEntityId }));
  return slicesOf(requests, size).map((slice) => eventOf('zuora.user-access.requested.v1', slice));
}
