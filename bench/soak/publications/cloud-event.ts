/** Events that an operation takes as they are, and the users whom they are about. */
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

/** Read as the moment of sending, as any time from the future: in a year the events are as fresh as today. */
export const timeOfSending = '9999-12-31T23:59:59Z';

/** A CloudEvent as the SQS body. It differs from run to run by nothing but the seed. */
export function cloudEvent(operation: EventType, id: string, data: object): string {
  return JSON.stringify({ specversion: '1.0', type: types[operation], source: 'soak', id, time: timeOfSending, data });
}

/** Of the user that the event with this id is about: a name that has to be encoded in a path. */
export function usernameOf(eventId: string): string {
  return `soak+${eventId}@example.com`;
}
