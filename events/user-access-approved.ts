/** Grant a user the access to a Zuora entity that was requested. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId, username } from './fields.ts';

export const userAccessApproved = contract('zuora.user-access.approved.v1', {
  username,
  /** The target entity, whose administrator grants the access. */
  entityId: z.optional(entityId),
});
