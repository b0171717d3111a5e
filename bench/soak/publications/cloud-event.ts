/** Events for the operations' own queues, and their users. */
import type { OperationName } from '../operations.ts';

export type EventType = Exclude<OperationName, 'translateIdentityEvent'>;

const types = {
  requestUserAccess: 'zuora.user-access.requested.v1',
  approveUserAccess: 'zuora.user-access.approved.v1',
  revokeUserAccess: 'zuora.user-access.revoked.v1',
  initiateEntityConnection: 'zuora.entity-connection.requested.v1',
  acceptEntityConnection: 'zuora.entity-connection.approved.v1',
  denyEntityConnection: 'zuora.entity-connection.denied.v1',
  disconnectEntityConnection: 'zuora.entity-connection.disconnect-requested.v1',
} as const satisfies Record<EventType, string>;

/** The service reads a time in the future as the time of sending. So the events are fresh in every run. */
export const timeOfSending = '9999-12-31T23:59:59Z';

/** A CloudEvent as the SQS body. It depends only on the seed. */
export function cloudEvent(operation: EventType, id: string, data: object): string {
  return JSON.stringify({ specversion: '1.0', type: types[operation], source: 'soak', id, time: timeOfSending, data });
}

/** The username of an event. It has to be encoded in a path. */
export function usernameOf(eventId: string): string {
  return `soak+${eventId}@example.com`;
}
