/** The good events of the soak, and what each must change in Zuora: once. */
import type { FaultPoint } from './faults.ts';
import type { OperationName } from './operations.ts';
import type { Random } from './random.ts';
import { connectionPair, home, offices, pendingConnection } from './tenant.ts';

/** An event that must be applied. */
export interface GoodEvent {
  readonly body: string;
  /** The changes that it makes in Zuora, in the words of `effectOf`. */
  readonly effects: readonly string[];
  /** The calls that it makes, for faults to strike them. */
  readonly look: FaultPoint;
  readonly act: FaultPoint;
}

/** The form in which changes are compared: what the schedule expects with what the sandbox shows. */
export const effectOf = {
  access: (username: string, entityId: string) => `access of ${username} to ${entityId}`,
  connection: (source: string, target: string) => `connection from ${source} to ${target}`,
  approval: (connectionId: string) => `approval of ${connectionId}`,
};

const types = {
  requestUserAccess: 'zuora.user-access.requested.v1',
  initiateEntityConnection: 'zuora.entity-connection.requested.v1',
  acceptEntityConnection: 'zuora.entity-connection.approved.v1',
} as const satisfies Record<OperationName, string>;

/** A CloudEvent as the SQS body. It differs from run to run by nothing but the seed. */
export function cloudEvent(operation: OperationName, id: string, data: object): string {
  // Read as the moment of sending, as any time from the future: in a year the events are as fresh as today.
  const time = '9999-12-31T23:59:59Z';
  return JSON.stringify({ specversion: '1.0', type: types[operation], source: 'soak', id, time, data });
}

/** Of the user that the event with this number is about: a name that has to be encoded in a path. */
export function usernameOf(number: number): string {
  return `soak+${number}@example.com`;
}

/**
 * An event of an operation, each different from all others.
 *
 * @param id of the event
 * @param number of the event within its operation
 */
export function goodEvent(operation: OperationName, id: string, number: number, random: Random): GoodEvent {
  switch (operation) {
    case 'requestUserAccess': {
      const username = usernameOf(number);
      const first = random.below(offices.length);
      const targetEntityIds = [...offices, ...offices].slice(first, first + 1 + random.below(3));
      const path = `/v1/users/${encodeURIComponent(username)}`;
      return {
        body: cloudEvent(operation, id, { username, targetEntityIds, entityId: home }),
        effects: targetEntityIds.map((entityId) => effectOf.access(username, entityId)),
        look: { method: 'GET', path: `${path}/accessible-entities` },
        act: { method: 'PUT', path: `${path}/request-access` },
      };
    }
    case 'initiateEntityConnection': {
      const { source, target } = connectionPair(number);
      return {
        body: cloudEvent(operation, id, { targetEntityId: target, entityId: source }),
        effects: [effectOf.connection(source, target)],
        look: { method: 'GET', path: '/v1/entity-connections' },
        act: { method: 'POST', path: '/v1/entity-connections' },
      };
    }
    case 'acceptEntityConnection': {
      const connection = pendingConnection(number);
      return {
        body: cloudEvent(operation, id, { connectionId: connection.id, entityId: connection.target }),
        effects: [effectOf.approval(connection.id)],
        look: { method: 'GET', path: '/v1/entity-connections' },
        act: { method: 'PUT', path: `/v1/entity-connections/${connection.id}/accept` },
      };
    }
  }
}
