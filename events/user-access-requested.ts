/** Request a user's access to Zuora entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { approvers, assignment, entityId, entityIds, instant, ticket, username } from './fields.ts';

export const userAccessRequested = contract('zuora.user-access.requested.v1', {
  username,
  targetEntityIds: entityIds,
  /** The entity in which the user was created. The request is made there. */
  entityId: z.optional(entityId),
  /** The key of this reason for access, such as a ticket's id. */
  assignment: z.optional(assignment),
  /** When this reason ends. */
  expiresAt: z.optional(instant),
  ticket: z.optional(ticket),
  /** Who approved the request. */
  approvedBy: z.optional(approvers),
});
