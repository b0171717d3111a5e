/** The operations under soak, and the queue of each. */

export const queues = {
  requestUserAccess: 'user-access-requests',
  initiateEntityConnection: 'entity-connections',
  acceptEntityConnection: 'connection-approvals',
} as const;

export type OperationName = keyof typeof queues;

export const operations = Object.keys(queues) as OperationName[];
