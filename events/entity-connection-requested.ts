/** An entity is to share its business objects with another. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId } from './fields.ts';

export const entityConnectionRequested = contract('zuora.entity-connection.requested.v1', {
  targetEntityId: entityId,
  /** The source entity, which shares. */
  entityId: z.optional(entityId),
});
