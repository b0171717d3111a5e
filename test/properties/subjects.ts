/** Every operation that there is, each with what publishers may wish of it and how Zuora shows that it came true. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Command, Operation } from '../../lib/delivery/operation.ts';
import { CONNECTION, ENTITY, USER } from '../../local/zuora/seed.ts';
import type { Change, State } from '../../local/zuora/state.ts';

/** What an event asks for. */
export interface Wish {
  readonly data: { readonly entityId: string; readonly [field: string]: unknown };
  /** Of the write that makes it true. */
  readonly path: string;
  /** What that write is to change, each of it once. */
  readonly targets: readonly string[];
  isTrue(state: State): boolean;
}

export interface Subject {
  readonly operation: Operation<Command>;
  readonly type: string;
  /** The first two can come true at once; the last is refused. */
  readonly wishes: readonly [Wish, Wish, Wish, Wish];
  /** What a write asks to change, by its path and body. */
  targetsOf(path: string, body: Record<string, unknown>): readonly string[];
  /** What a change changed, in the words of `targetsOf`. */
  targetOf(change: Change): string | undefined;
  /** Whether Zuora shows the change to whoever looks. */
  isVisible(change: Change): boolean;
}

const mockOperations: Operation<Command>[] = [];

// A function is made of its operation and an environment; only the first is of interest here.
jest.mock('../../lib/operate.ts', () => ({
  operate: (operation: Operation<Command>) => mockOperations.push(operation),
}));

/** @throws Error when an operation of `functions/` has no row here */
export function subjects(): Subject[] {
  const folder = join(__dirname, '../../functions');
  for (const file of readdirSync(folder)) require(join(folder, file));
  return mockOperations.map((operation) => {
    const row = rows[operation.name];
    if (!row)
      throw new Error(`${operation.name} has no row in test/properties/subjects.ts: add what it may be asked for.`);
    return { operation, ...row };
  });
}

const rows: Record<string, Omit<Subject, 'operation'>> = {
  requestUserAccess: {
    type: 'zuora.user-access.requested.v1',
    wishes: [
      access(USER.ada, [ENTITY.germany]),
      access(USER.ada, [ENTITY.japan]),
      access(USER.slashes, [ENTITY.germany, ENTITY.brazil]),
      access(USER.emmy, [ENTITY.france]),
    ],
    targetsOf: (_, { targetEntityIds }) => (Array.isArray(targetEntityIds) ? targetEntityIds : []),
    targetOf: (change) => ('entityId' in change ? change.entityId : undefined),
    isVisible: ({ type }) => type !== 'access-requested',
  },
  initiateEntityConnection: {
    type: 'zuora.entity-connection.requested.v1',
    wishes: [
      connection(ENTITY.global, ENTITY.brazil),
      connection(ENTITY.germany, ENTITY.france),
      connection(ENTITY.global, ENTITY.japan),
      connection(ENTITY.global, ENTITY.canada),
    ],
    targetsOf: (_, { targetEntityId }) => [String(targetEntityId)],
    targetOf: (change) => ('connection' in change ? change.connection.targetEntityId : undefined),
    isVisible: () => true,
  },
  acceptEntityConnection: {
    type: 'zuora.entity-connection.approved.v1',
    wishes: [
      approval(CONNECTION.toFrancePending, ENTITY.france),
      approval(CONNECTION.toJapanPending, ENTITY.japan),
      approval(CONNECTION.toGermanyConnected, ENTITY.germany),
      approval('no-such-connection', ENTITY.france),
    ],
    targetsOf: (path) => path.split('/').slice(3, 4),
    targetOf: (change) => ('id' in change ? change.id : undefined),
    isVisible: () => true,
  },
};

/** Ada's home is the global entity, Emmy's is Germany: she is refused. */
function access(username: string, targetEntityIds: readonly string[]): Wish {
  return {
    data: { username, targetEntityIds, entityId: ENTITY.global },
    path: `/v1/users/${encodeURIComponent(username)}/request-access`,
    targets: targetEntityIds,
    isTrue: ({ users }) => {
      const user = users.get(username);
      return targetEntityIds.every((id) => user?.accessible.has(id) || user?.pending.has(id));
    },
  };
}

function connection(entityId: string, targetEntityId: string): Wish {
  return {
    data: { entityId, targetEntityId },
    path: '/v1/entity-connections',
    targets: [targetEntityId],
    isTrue: ({ connections }) =>
      [...connections.values()].some(
        (one) =>
          one.sourceEntityId === entityId && one.targetEntityId === targetEntityId && one.status !== 'Disconnected',
      ),
  };
}

function approval(connectionId: string, entityId: string): Wish {
  return {
    data: { connectionId, entityId },
    path: `/v1/entity-connections/${connectionId}/accept`,
    targets: [connectionId],
    isTrue: ({ connections }) => connections.get(connectionId)?.status === 'Connected',
  };
}
