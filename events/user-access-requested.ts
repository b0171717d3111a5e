/** Somebody is to get access to Zuora entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId, entityIds, username } from './fields.ts';

export const userAccessRequested = contract('zuora.user-access.requested.v1', {
  username,
  targetEntityIds: entityIds,
  /** Where the user was created; the request is made there. */
  entityId: z.optional(entityId),
});
