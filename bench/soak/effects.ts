/** The names by which the expected changes are compared with those in the sandbox. */
import { approvedOffice } from '../../local/zuora/large-tenant.ts';
import type { StateChange } from '../../local/zuora/state.ts';

export const effectOf = {
  access: (username: string, entityId: string) => `access of ${username} to ${entityId}`,
  /** A request that an administrator has to approve. */
  request: (username: string, entityId: string) => `request for the access of ${username} to ${entityId}`,
  /** What a request of the service does: Zuora grants it at once where the service administers the entity. */
  grant: (username: string, entityId: string) =>
    effectOf[entityId === approvedOffice ? 'request' : 'access'](username, entityId),
  accessEnd: (username: string, entityId: string) => `end of the access of ${username} to ${entityId}`,
  connection: (source: string, target: string) => `connection from ${source} to ${target}`,
  approval: (connectionId: string) => `approval of ${connectionId}`,
  connectionEnd: (connectionId: string) => `end of ${connectionId}`,
  /** Whether a change is one of somebody's access, which the audit log has. */
  isOfAccess: (effect: string) => /^(?:end of the |request for the )?access of /.test(effect),
  /** Whether a change is the end of somebody's access. */
  isEnd: (effect: string) => effect.startsWith('end of the access of '),
  /** The user of such a change; empty for another. */
  userOf: (effect: string) => /access of (.*) to \S+$/.exec(effect)?.[1] ?? '',
  /** Any other change. */
  change: (change: StateChange) => JSON.stringify(change),
};
