/** Good events about connections, each about a connection of its own. */

import { connectionPair, existingConnection } from '../../../local/zuora/large-tenant.ts';
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import { callsOf } from './calls.ts';
import { cloudEvent } from './cloud-event.ts';
import type { OperationRecipe, Publication, PublicationRecipe } from './publication.ts';

/** Operations on an existing connection: the last part of the call's path, the effect, and the entity of the call. */
const kinds = {
  acceptEntityConnection: { call: 'accept', effect: effectOf.approval, ends: ['targetEntityId'] },
  denyEntityConnection: { call: 'deny', effect: effectOf.connectionEnd, ends: ['targetEntityId'] },
  disconnectEntityConnection: {
    call: 'disconnect',
    effect: effectOf.connectionEnd,
    ends: ['targetEntityId', 'sourceEntityId'],
  },
} as const;

function existing(operation: keyof typeof kinds): PublicationRecipe {
  const { call, effect, ends } = kinds[operation];
  return (id, number) => {
    const connection = existingConnection(operation, number);
    const end = ends[number % ends.length] ?? 'targetEntityId';
    return {
      operation,
      body: cloudEvent(operation, id, { connectionId: connection.id, entityId: connection[end] }),
      expected: { ...nothingExpected, changes: [effect(connection.id)] },
      users: [],
      calls: callsOf.connection(connection.id, call),
    };
  };
}

function initiated(id: string, number: number): Publication {
  const { source, target } = connectionPair(number);
  return {
    operation: 'initiateEntityConnection',
    body: cloudEvent('initiateEntityConnection', id, { targetEntityId: target, entityId: source }),
    expected: { ...nothingExpected, changes: [effectOf.connection(source, target)] },
    users: [],
    calls: callsOf.newConnection(),
  };
}

export const connectionRecipes = {
  initiateEntityConnection: { weight: 5, publication: initiated },
  acceptEntityConnection: { weight: 3, publication: existing('acceptEntityConnection') },
  denyEntityConnection: { weight: 2, publication: existing('denyEntityConnection') },
  disconnectEntityConnection: { weight: 2, publication: existing('disconnectEntityConnection') },
} as const satisfies Record<string, OperationRecipe>;
