/** Somebody's requested access to a Zuora entity is to be granted. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId, username } from './fields.ts';

export const userAccessApproved = contract('zuora.user-access.approved.v1', {
  username,
  /** The target entity, whose administrator grants. */
  entityId: z.optional(entityId),
});
