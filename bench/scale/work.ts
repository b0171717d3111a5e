/** The work of a run: what its messages ask for, and what becomes of it in Zuora. */

import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { entityConnectionRequested } from '../../events/entity-connection-requested.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { deliverBatch } from '../../lib/delivery/batch.ts';
import type { Deadline } from '../../lib/delivery/deadline.ts';
import type { Services } from '../../lib/delivery/delivery.ts';
import type { AccessOperation, Command, EntityOperation } from '../../lib/delivery/operation.ts';
import { calls } from '../../lib/zuora/calls.ts';
import { listConnections } from '../../lib/zuora/connections.ts';

/** The entity in which the users were created and the connections begin, and the one to which access is requested. */
export const home = '5eed0000000040008000000000000001';
const target = '5eed0000000040008000000000000002';

export const eventSource = 'https://hr.example.com';

export interface Work {
  /** Of the operation, and of its events. */
  readonly name: string;
  readonly type: string;
  readonly deliver: (
    records: readonly SQSRecord[],
    services: Services,
    deadline: Deadline,
  ) => Promise<SQSBatchResponse>;
  readonly dataOf: (index: number) => object;
  /** Zuora's answers, by whether the work of a message is done. */
  readonly look: (index: number, isDone: boolean) => object;
  readonly written: object;
}

const access = {
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'requests',
} satisfies AccessOperation<Command>;

/** A user for each message. */
export const accessRequests: Work = {
  ...{ name: access.name, type: access.contract.type },
  deliver: (...batch) => deliverBatch(access, ...batch),
  dataOf: (index) => ({ username: loginOf(index), targetEntityIds: [target], entityId: home }),
  look: (_, isDone) => ({ entities: isDone ? [{ id: home }, { id: target }] : [{ id: home }] }),
  written: {},
};

/** As functions/initiateEntityConnection.ts. */
const connect: EntityOperation<Command & { targetEntityId: string }> = {
  name: 'initiateEntityConnection',
  contract: entityConnectionRequested,
  look: async (zuora, { targetEntityId }) => {
    const connections = await listConnections(zuora, 'outbound');
    const existing = connections.find((connection) => connection.targetEntityId === targetEntityId);
    return { missing: existing ? [] : [targetEntityId], zuoraId: existing?.id };
  },
  act: (zuora, { targetEntityId }) => zuora.call(calls.initiateEntityConnection, { targetEntityId }),
};

/** An entity for each message: no account is acquired, so a million messages take minutes. */
export const connections: Work = {
  ...{ name: connect.name, type: connect.contract.type },
  deliver: (...batch) => deliverBatch(connect, ...batch),
  dataOf: (index) => ({ targetEntityId: entityOf(index), entityId: home }),
  look: (index, isDone) => ({
    entityConnections: isDone
      ? [{ id: entityOf(index), sourceEntityId: home, targetEntityId: entityOf(index), status: 'Pending' }]
      : [],
  }),
  written: { id: 'connection' },
};

export function loginOf(index: number): string {
  return `user-${index}@example.com`;
}

function entityOf(index: number): string {
  return index.toString(16).padStart(32, '0');
}

/** @param sentAt milliseconds since the epoch */
export function bodyOf({ type, dataOf }: Work, index: number, sentAt: number): string {
  return JSON.stringify({
    ...{ specversion: '1.0', type, source: eventSource, id: eventIdOf(index) },
    time: new Date(sentAt).toISOString(),
    data: dataOf(index),
  });
}

export function eventIdOf(index: number): string {
  return `event-${index}`;
}

export function messageIdOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** The number of the message with this ID. */
export function indexOf(messageId: string): number {
  return Number(messageId.slice(-12));
}
