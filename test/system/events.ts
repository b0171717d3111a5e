/** Events of every operation, as a publisher sends them. */
import { randomUUID } from 'node:crypto';
import { seedEntity } from '../../local/zuora/seed.ts';

/** Of all events, so that none supersedes another unless a test says so. */
const startedAt = new Date().toISOString();

function event(type: string, data: object): object {
  return { specversion: '1.0', type, source: 'test', id: randomUUID(), time: startedAt, data };
}

/** Asks for access in the global entity, where the sandbox's users are created. */
export function accessRequested(username: string, ...targetEntityIds: string[]): object {
  return event('zuora.user-access.requested.v1', { username, targetEntityIds, entityId: seedEntity.global });
}

export function accessApproved(username: string, entityId: string): object {
  return event('zuora.user-access.approved.v1', { username, entityId });
}

export function accessRevoked(username: string, ...targetEntityIds: string[]): object {
  return event('zuora.user-access.revoked.v1', { username, targetEntityIds });
}

export function connectionRequested(targetEntityId: string): object {
  return event('zuora.entity-connection.requested.v1', { targetEntityId, entityId: seedEntity.global });
}

export function connectionApproved(connectionId: string, entityId: string): object {
  return event('zuora.entity-connection.approved.v1', { connectionId, entityId });
}

export function connectionDenied(connectionId: string, entityId: string): object {
  return event('zuora.entity-connection.denied.v1', { connectionId, entityId });
}

export function connectionDisconnected(connectionId: string, entityId: string): object {
  return event('zuora.entity-connection.disconnect-requested.v1', { connectionId, entityId });
}
