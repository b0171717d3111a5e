/** Two connected entities are to share nothing more. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { connectionId, entityId } from './fields.ts';

export const entityConnectionDisconnectRequested = contract('zuora.entity-connection.disconnect-requested.v1', {
  connectionId,
  /** Either end of the connection: the call is made there. */
  entityId: z.optional(entityId),
});
