import { userAccessApproved } from '../events/user-access-approved.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';

/** Grants a user's requested access to an entity, on behalf of that entity's administrator. */
export const handler = createOperationHandler({
  name: 'approveUserAccess',
  contract: userAccessApproved,
  access: 'approves',
});
