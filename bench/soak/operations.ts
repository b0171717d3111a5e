/** The functions of the soak and their queues. A function that sends to other queues comes before them. */

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
