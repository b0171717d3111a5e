/** What publishers may wish of the operations, in the words of the sandbox's seed. */
import type { Connection } from '../../local/zuora/records.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import type { TenantState } from '../../local/zuora/state.ts';

/** What an event asks for. */
export interface Wish {
  readonly data: Readonly<Record<string, unknown>>;
  /** When it was wished, and as which type, where that is not what all events of the subject have. */
  readonly time?: string;
  readonly type?: string;
  /** In which its calls are made. */
  readonly entityIds: readonly string[];
  /** Of the write that makes it true. */
  readonly path: string;
  /** What that write is to change, each of it once. */
  readonly targets: readonly string[];
  /** Whether it is true of one of its targets. */
  isTrue(state: TenantState, target: string): boolean;
}

/** Ada's home is the global entity, Emmy's is Germany: she is refused. */
export function access(username: string, targetEntityIds: readonly string[]): Wish {
  return {
    data: { username, targetEntityIds, entityId: seedEntity.global },
    entityIds: [seedEntity.global],
    path: `/v1/users/${encodeURIComponent(username)}/request-access`,
    targets: targetEntityIds,
    isTrue: ({ users }, entity) => {
      const user = users.get(username);
      return user?.accessible.has(entity) === true || user?.pending.has(entity) === true;
    },
  };
}

/** The whole of what the policy grants to a person. A failure at home has the other entities asked. */
export function decision(username: string, entityIds: readonly string[]): Wish {
  const rules = ['everybody'];
  const terms = { personId: username, generation: 1, revision: 1, isSuspended: false, hasLeft: false };
  const ruleAssignments = entityIds.map((entityId) => ({ entityId, rules }));
  return {
    ...access(username, entityIds),
    type: 'zuora.user-access.decided.v1',
    data: { ...terms, username, entityId: seedEntity.global, ruleAssignments, denials: [] },
    entityIds: [seedEntity.global, ...entityIds],
  };
}

export function connection(entityId: string, targetEntityId: string): Wish {
  return {
    data: { entityId, targetEntityId },
    entityIds: [entityId],
    path: '/v1/entity-connections',
    targets: [targetEntityId],
    isTrue: ({ connections }) =>
      [...connections.values()].some(
        (one) =>
          one.sourceEntityId === entityId && one.targetEntityId === targetEntityId && one.status !== 'Disconnected',
      ),
  };
}

/** Brazil is administered by another client than the service's. */
export function accessApproval(username: string, entityId: string): Wish {
  return {
    data: { username, entityId },
    entityIds: [entityId],
    path: `/v1/users/${encodeURIComponent(username)}/accept-access`,
    targets: [entityId],
    isTrue: ({ users }) => users.get(username)?.accessible.has(entityId) === true,
  };
}

/** Germany, Emmy's home, refuses. */
export function revocation(username: string, targetEntityIds: readonly string[]): Wish {
  return {
    data: { username, targetEntityIds },
    entityIds: targetEntityIds,
    path: `/v1/users/${encodeURIComponent(username)}/deny-access`,
    targets: targetEntityIds,
    isTrue: ({ users }, entity) => !users.get(username)?.accessible.has(entity),
  };
}

export function approval(connectionId: string, entityId: string): Wish {
  return connectionWish(connectionId, entityId, 'accept', 'Connected');
}

export function denial(connectionId: string, entityId: string): Wish {
  return connectionWish(connectionId, entityId, 'deny', 'Disconnected');
}

export function disconnection(connectionId: string, entityId: string): Wish {
  return connectionWish(connectionId, entityId, 'disconnect', 'Disconnected');
}

function connectionWish(connectionId: string, entityId: string, verb: string, wanted: Connection['status']): Wish {
  return {
    data: { connectionId, entityId },
    entityIds: [entityId],
    path: `/v1/entity-connections/${connectionId}/${verb}`,
    targets: [connectionId],
    isTrue: ({ connections }) => connections.get(connectionId)?.status === wanted,
  };
}
