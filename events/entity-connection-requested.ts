/** Connect an entity to another, to share its business objects. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { entityId } from './fields.ts';

export const entityConnectionRequested = contract('zuora.entity-connection.requested.v1', {
  targetEntityId: entityId,
  /** The source entity, which shares its objects. */
  entityId: z.optional(entityId),
});
