import { entityConnectionDisconnectRequested } from '../events/entity-connection-disconnect-requested.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { calls } from '../lib/zuora/calls.ts';
import { findConnection } from '../lib/zuora/connections.ts';

/** Ends a connection, in either of its entities. */
export const handler = createOperationHandler({
  name: 'disconnectEntityConnection',
  contract: entityConnectionDisconnectRequested,
  look: async (zuora, { connectionId }) => {
    const connection = await findConnection(zuora, connectionId, 'outbound', 'inbound');
    return { missing: connection?.status === 'Disconnected' ? [] : [connectionId], zuoraId: connectionId };
  },
  act: (zuora, { connectionId }) => zuora.call(calls.disconnectEntityConnection, { connectionId }),
});
