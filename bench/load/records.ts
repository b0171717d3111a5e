/** The messages that the functions get, in the form in which Lambda hands them over. */
import { randomUUID } from 'node:crypto';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { slicesOf } from '../../lib/slices.ts';
import { homeEntityId } from '../stand-ins/tenant.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function record(queue: string, body: object): SQSRecord {
  const id = randomUUID();
  const now = String(Date.now());
  return {
    messageId: randomUUID(),
    receiptHandle: `${id}${id}`,
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: now,
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: now,
    },
    messageAttributes: {},
    md5OfBody: id.replaceAll('-', ''),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    awsRegion: 'us-east-1',
  };
}

function cloudEvent(type: string, data: object): object {
  const time = new Date().toISOString();
  return { specversion: '1.0', type, source: 'https://hr.example.com', id: randomUUID(), time, data };
}

/** One event of Lambda, with a message for each. */
export function eventOf(type: string, all: readonly object[]): SQSEvent {
  return { Records: all.map((data) => record('user-access-requests', cloudEvent(type, data))) };
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

/**
 * What a directory says of its users, in the form of WorkOS: https://workos.com/docs/events/directory-sync
 *
 * @param kind of event, such as `dsync.user.updated`
 * @param attributes of each of them
 * @param size how many messages an event has
 */
export function directoryEvents(kind: string, users: readonly string[], attributes: object, size: number): SQSEvent[] {
  const created_at = new Date().toISOString();
  const bodies = users.map((username) => {
    const data = { id: `directory_user_${username}`, username, state: 'active', custom_attributes: attributes };
    return { id: `event_${randomUUID()}`, event: kind, created_at, data };
  });
  return slicesOf(bodies, size).map((slice) => ({ Records: slice.map((body) => record('identity-events', body)) }));
}
