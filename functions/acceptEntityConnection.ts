import { entityConnectionApproved } from '../events/entity-connection-approved.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { calls } from '../lib/zuora/calls.ts';
import { findConnection } from '../lib/zuora/connections.ts';

/** Accepts a requested connection in its target entity, on behalf of that entity's administrator. */
export const handler = createOperationHandler({
  name: 'acceptEntityConnection',
  contract: entityConnectionApproved,
  look: async (zuora, { connectionId }) => {
    const connection = await findConnection(zuora, connectionId, 'inbound');
    return { missing: connection?.status === 'Connected' ? [] : [connectionId], zuoraId: connectionId };
  },
  act: (zuora, { connectionId }) => zuora.call(calls.acceptEntityConnection, { connectionId }),
});
