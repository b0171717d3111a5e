/** The functions under soak, and the queue of each: first the one that sends to the queues of others. */

export const queues = {
  translateIdentityEvent: 'identity-events',
  requestUserAccess: 'user-access-requests',
  approveUserAccess: 'access-approvals',
  revokeUserAccess: 'access-revocations',
  initiateEntityConnection: 'entity-connections',
  acceptEntityConnection: 'connection-approvals',
  denyEntityConnection: 'connection-denials',
  disconnectEntityConnection: 'connection-disconnections',
} as const;

export type OperationName = keyof typeof queues;

export const operations = Object.keys(queues) as OperationName[];
