import { entityConnectionApproved } from '../events/entity-connection-approved.ts';
import { operate } from '../lib/operate.ts';
import { calls } from '../lib/zuora/calls.ts';
import { listConnections } from '../lib/zuora/connections.ts';

/** Accepts a connection in its target entity, on behalf of that entity's administrator. */
export const handler = operate({
  name: 'acceptEntityConnection',
  contract: entityConnectionApproved,
  look: async (zuora, { connectionId }) => {
    const inbound = await listConnections(zuora, 'inbound');
    const isConnected = inbound.some(({ id, status }) => id === connectionId && status === 'Connected');
    return { missing: isConnected ? [] : [connectionId], zuoraId: connectionId };
  },
  act: (zuora, { connectionId }) => zuora.call(calls.acceptEntityConnection, { connectionId }),
});
