import { entityConnectionRequested } from '../events/entity-connection-requested.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { calls } from '../lib/zuora/calls.ts';
import { listConnections } from '../lib/zuora/connections.ts';

/** Requests a connection from the entity of the call to another entity, to share objects. */
export const handler = createOperationHandler({
  name: 'initiateEntityConnection',
  contract: entityConnectionRequested,
  look: async (zuora, { targetEntityId }) => {
    const sourceEntityId = await zuora.entityId();
    const existing = (await listConnections(zuora, 'outbound')).find(
      (connection) =>
        connection.sourceEntityId === sourceEntityId &&
        connection.targetEntityId === targetEntityId &&
        ['Pending', 'Connected'].includes(connection.status),
    );
    return { missing: existing ? [] : [targetEntityId], zuoraId: existing?.id };
  },
  act: (zuora, { targetEntityId }) => zuora.call(calls.initiateEntityConnection, { targetEntityId }),
});
