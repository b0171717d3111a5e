import { userAccessRevoked } from '../events/user-access-revoked.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';

/** Ends a user's access to entities, in each entity on behalf of its administrator. */
export const handler = createOperationHandler({
  name: 'revokeUserAccess',
  contract: userAccessRevoked,
  access: 'revokes',
});
