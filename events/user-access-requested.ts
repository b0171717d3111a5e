/** Request a user's access to Zuora entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId, entityIds, username } from './fields.ts';

export const userAccessRequested = contract('zuora.user-access.requested.v1', {
  username,
  targetEntityIds: entityIds,
  /** The entity in which the user was created. The request is made there. */
  entityId: z.optional(entityId),
});
