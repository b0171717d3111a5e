/** Accept a requested connection between two entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { connectionId, entityId } from './fields.ts';

export const entityConnectionApproved = contract('zuora.entity-connection.approved.v1', {
  connectionId,
  /** The target entity, whose administrator accepts. */
  entityId: z.optional(entityId),
});
