/** Every operation that there is, each with what publishers may wish of it and how Zuora shows that it came true. */
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { Command, Operation } from '../../lib/delivery/operation.ts';
import { findRoute } from '../../local/zuora/routes.ts';
import { seedConnection, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import type { StateChange } from '../../local/zuora/state.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';
import {
  access,
  accessApproval,
  approval,
  connection,
  decision,
  denial,
  disconnection,
  revocation,
  type Wish,
} from './wishes.ts';

/** A write to Zuora. */
export interface Write {
  readonly path: string;
  readonly entityId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Subject {
  readonly operation: Operation<Command>;
  /** The first two can come true at once. The third is so already, or has several entities. The last is refused. */
  readonly wishes: readonly [Wish, Wish, Wish, Wish];
  /** Of each tenant, before anything is published. */
  readonly before?: readonly StateChange[];
  /** What a write asks to change. */
  targetsOf(write: Write): readonly string[];
  /** What a change changed, in the words of `targetsOf`. */
  targetOf(change: StateChange): string | undefined;
  /** Whether Zuora shows the change to whoever looks. */
  isVisible(change: StateChange): boolean;
}

const mockOperations: Operation<Command>[] = [];

// A function is made of its operation and an environment; only the first is of interest here.
jest.mock('../../lib/operation-handler.ts', () => ({
  createOperationHandler: (operation: Operation<Command>) => mockOperations.push(operation),
}));

for (const { name } of deployedOperations.filter(({ isRecorded }) => isRecorded))
  require(join(__dirname, '../../functions', `${name}.ts`));

/** The operations with a row, as far as the sandbox has their calls. */
export function subjects(): Subject[] {
  return mockOperations.flatMap((operation) => {
    const row = rows[operation.name];
    return row && isAnswered(row) ? [{ operation, ...row }] : [];
  });
}

/** What has to be added here. */
export function missingRows(): string[] {
  return mockOperations
    .filter(({ name }) => !rows[name])
    .map(({ name }) => `test/properties/subjects.ts has no row for ${name}: add what it may be asked for.`);
}

/** Whether the sandbox has the write. */
function isAnswered({ wishes }: Row): boolean {
  return ['POST', 'PUT'].some((method) => findRoute(method, wishes[0].path) !== null);
}

/** A connection is changed by a write to its path, for everybody to see. */
const ofConnections: Pick<Subject, 'targetsOf' | 'targetOf' | 'isVisible'> = {
  targetsOf: ({ path }) => path.split('/').slice(3, 4),
  targetOf: (change) => ('id' in change ? change.id : undefined),
  isVisible: () => true,
};

type Row = Omit<Subject, 'operation'>;

const rows: Record<string, Row> = {
  requestUserAccess: {
    wishes: [
      access(seedUser.ada, [seedEntity.germany]),
      access(seedUser.ada, [seedEntity.japan]),
      access(seedUser.slashes, [seedEntity.germany, seedEntity.brazil]),
      access(seedUser.emmy, [seedEntity.france]),
    ],
    targetsOf: ({ body: { targetEntityIds } }) => (Array.isArray(targetEntityIds) ? targetEntityIds : []),
    targetOf: entityOf,
    isVisible: ({ type }) => type !== 'access-requested',
  },
  approveUserAccess: {
    before: [
      requestedBefore(seedUser.ada, seedEntity.germany),
      requestedBefore(seedUser.ada, seedEntity.japan),
      requestedBefore(seedUser.ada, seedEntity.brazil),
    ],
    wishes: [
      accessApproval(seedUser.ada, seedEntity.germany),
      accessApproval(seedUser.ada, seedEntity.japan),
      accessApproval(seedUser.sophie, seedEntity.france),
      accessApproval(seedUser.ada, seedEntity.brazil),
    ],
    targetsOf: ({ entityId }) => [entityId],
    targetOf: entityOf,
    isVisible: () => true,
  },
  revokeUserAccess: {
    before: [
      grantedBefore(seedUser.ada, seedEntity.germany),
      grantedBefore(seedUser.ada, seedEntity.france),
      grantedBefore(seedUser.ada, seedEntity.japan),
      grantedBefore(seedUser.emmy, seedEntity.france),
      grantedBefore(seedUser.emmy, seedEntity.japan),
    ],
    wishes: [
      revocation(seedUser.ada, [seedEntity.germany]),
      revocation(seedUser.ada, [seedEntity.france, seedEntity.japan]),
      revocation(seedUser.emmy, [seedEntity.germany, seedEntity.france, seedEntity.japan]),
      revocation(seedUser.emmy, [seedEntity.germany]),
    ],
    targetsOf: ({ entityId }) => [entityId],
    targetOf: entityOf,
    isVisible: () => true,
  },
  applyAccessDecision: {
    wishes: [
      decision(seedUser.ada, [seedEntity.germany]),
      decision(seedUser.grace, [seedEntity.japan]),
      decision(seedUser.slashes, [seedEntity.germany, seedEntity.brazil]),
      decision(seedUser.emmy, [seedEntity.france]),
    ],
    targetsOf: ({ body: { targetEntityIds } }) => (Array.isArray(targetEntityIds) ? targetEntityIds : []),
    targetOf: entityOf,
    isVisible: ({ type }) => type !== 'access-requested',
  },
  initiateEntityConnection: {
    wishes: [
      connection(seedEntity.global, seedEntity.brazil),
      connection(seedEntity.germany, seedEntity.france),
      connection(seedEntity.global, seedEntity.japan),
      connection(seedEntity.global, seedEntity.canada),
    ],
    targetsOf: ({ body: { targetEntityId } }) => [String(targetEntityId)],
    targetOf: (change) => ('connection' in change ? change.connection.targetEntityId : undefined),
    isVisible: () => true,
  },
  acceptEntityConnection: {
    wishes: [
      approval(seedConnection.toFrancePending, seedEntity.france),
      approval(seedConnection.toJapanPending, seedEntity.japan),
      approval(seedConnection.toGermanyConnected, seedEntity.germany),
      approval('no-such-connection', seedEntity.france),
    ],
    ...ofConnections,
  },
  denyEntityConnection: {
    before: [{ type: 'connection-changed', id: seedConnection.toJapanPending, status: 'Disconnected' }],
    wishes: [
      denial(seedConnection.toFrancePending, seedEntity.france),
      denial(seedConnection.toJapanPending, seedEntity.japan),
      denial('no-such-connection', seedEntity.france),
      denial(seedConnection.toGermanyConnected, seedEntity.germany),
    ],
    ...ofConnections,
  },
  disconnectEntityConnection: {
    before: [{ type: 'connection-changed', id: seedConnection.toJapanPending, status: 'Connected' }],
    wishes: [
      disconnection(seedConnection.toGermanyConnected, seedEntity.global),
      disconnection(seedConnection.toJapanPending, seedEntity.japan),
      disconnection(seedConnection.toGermanyConnected, seedEntity.germany),
      disconnection(seedConnection.toFrancePending, seedEntity.france),
    ],
    ...ofConnections,
  },
};

function entityOf(change: StateChange): string | undefined {
  return 'entityId' in change ? change.entityId : undefined;
}

function requestedBefore(username: string, entityId: string): StateChange {
  return { type: 'access-requested', username, entityId };
}

function grantedBefore(username: string, entityId: string): StateChange {
  return { type: 'access-granted', username, entityId };
}
