/** Events for the operations' own queues, and their users. */
import { eventTypeOf, type OperationName } from '../operations.ts';

/** The service reads a time in the future as the time of sending. So the events are fresh in every run. */
export const timeOfSending = '9999-12-31T23:59:59Z';

/** A CloudEvent as the SQS body. It depends only on the seed. */
export function cloudEvent(operation: OperationName, id: string, data: object): string {
  const type = eventTypeOf(operation);
  return JSON.stringify({ specversion: '1.0', type, source: 'soak', id, time: timeOfSending, data });
}

/** The username of an event. It has to be encoded in a path. */
export function usernameOf(eventId: string): string {
  return `soak+${eventId}@example.com`;
}
