/** The calls to Zuora for an event, in their order without faults. */
import { approvedOffice } from '../../../local/zuora/large-tenant.ts';
import type { FaultPoint } from '../faults.ts';

function userCall(method: string, username: string, call: string): FaultPoint {
  return { method, path: `/v1/users/${encodeURIComponent(username)}/${call}` };
}

export const callsOf = {
  /** The service approves its own request in one office. */
  request: (username: string, entityIds: readonly string[]) => [
    userCall('GET', username, 'accessible-entities'),
    userCall('PUT', username, 'request-access'),
    ...(entityIds.includes(approvedOffice) ? [userCall('PUT', username, 'accept-access')] : []),
  ],
  approval: (username: string) => [
    userCall('GET', username, 'accessible-entities'),
    userCall('PUT', username, 'accept-access'),
  ],
  /** Access is revoked in each entity separately. */
  revocation: (username: string, entityIds: readonly string[]) => [
    userCall('GET', username, 'accessible-entities'),
    ...entityIds.map(() => userCall('PUT', username, 'deny-access')),
  ],
  newConnection: (): FaultPoint[] => [
    { method: 'GET', path: '/v1/entity-connections' },
    { method: 'POST', path: '/v1/entity-connections' },
  ],
  connection: (id: string, call: string): FaultPoint[] => [
    { method: 'GET', path: '/v1/entity-connections' },
    { method: 'PUT', path: `/v1/entity-connections/${id}/${call}` },
  ],
};
