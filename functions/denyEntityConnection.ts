import { entityConnectionDenied } from '../events/entity-connection-denied.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { calls } from '../lib/zuora/calls.ts';
import { findConnection } from '../lib/zuora/connections.ts';

/** Denies a requested connection in its target entity, on behalf of that entity's administrator. */
export const handler = createOperationHandler({
  name: 'denyEntityConnection',
  contract: entityConnectionDenied,
  look: async (zuora, { connectionId }) => {
    const connection = await findConnection(zuora, connectionId, 'inbound');
    // Zuora does not document the status of a denied connection. It is none of these.
    const isOpen = !connection || ['Pending', 'Connected'].includes(connection.status);
    return { missing: isOpen ? [connectionId] : [], zuoraId: connectionId };
  },
  act: (zuora, { connectionId }) => zuora.call(calls.denyEntityConnection, { connectionId }),
});
