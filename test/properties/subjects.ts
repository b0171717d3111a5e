/** Every operation that there is, each with what publishers may wish of it and how Zuora shows that it came true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Command, Operation } from '../../lib/delivery/operation.ts';
import { seedConnection, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import type { StateChange } from '../../local/zuora/state.ts';
import {
  access,
  accessApproval,
  approval,
  connection,
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
  readonly type: string;
  /** The first two can come true at once; the last is refused. */
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

const service = z.object({
  custom: z.object({ operations: z.record(z.string(), z.object({ event: z.optional(z.string()) })) }),
});

/** @throws Error when a function that takes an event of Zuora's has no row here */
export function subjects(): Subject[] {
  const root = join(__dirname, '../..');
  const { operations } = service.parse(parse(readFileSync(join(root, 'serverless.yml'), 'utf8'))).custom;
  for (const [name, { event }] of Object.entries(operations)) if (event) require(join(root, 'functions', `${name}.ts`));
  return mockOperations.map((operation) => {
    const row = rows[operation.name];
    if (!row)
      throw new Error(`${operation.name} has no row in test/properties/subjects.ts: add what it may be asked for.`);
    return { operation, ...row };
  });
}

/** A connection is changed by a write to its path, for everybody to see. */
const ofConnections: Pick<Subject, 'targetsOf' | 'targetOf' | 'isVisible'> = {
  targetsOf: ({ path }) => path.split('/').slice(3, 4),
  targetOf: (change) => ('id' in change ? change.id : undefined),
  isVisible: () => true,
};

const rows: Record<string, Omit<Subject, 'operation'>> = {
  requestUserAccess: {
    type: 'zuora.user-access.requested.v1',
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
    type: 'zuora.user-access.approved.v1',
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
    type: 'zuora.user-access.revoked.v1',
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
  initiateEntityConnection: {
    type: 'zuora.entity-connection.requested.v1',
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
    type: 'zuora.entity-connection.approved.v1',
    wishes: [
      approval(seedConnection.toFrancePending, seedEntity.france),
      approval(seedConnection.toJapanPending, seedEntity.japan),
      approval(seedConnection.toGermanyConnected, seedEntity.germany),
      approval('no-such-connection', seedEntity.france),
    ],
    ...ofConnections,
  },
  denyEntityConnection: {
    type: 'zuora.entity-connection.denied.v1',
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
    type: 'zuora.entity-connection.disconnect-requested.v1',
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
