/** End the connection between two entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { connectionId, entityId } from './fields.ts';

export const entityConnectionDisconnectRequested = contract('zuora.entity-connection.disconnect-requested.v1', {
  connectionId,
  /** The source or the target entity. The call is made there. */
  entityId: z.optional(entityId),
});
