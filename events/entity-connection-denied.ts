/** Deny a requested connection between two entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { connectionId, entityId } from './fields.ts';

export const entityConnectionDenied = contract('zuora.entity-connection.denied.v1', {
  connectionId,
  /** The target entity, whose administrator denies. */
  entityId: z.optional(entityId),
});
