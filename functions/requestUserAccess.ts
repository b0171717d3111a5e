import { userAccessRequested } from '../events/user-access-requested.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';

/**
 * Requests a user's access to entities. If the OAuth client's user administers the target too, Zuora grants the access at
 * once. Otherwise an administrator of the target grants it.
 */
export const handler = createOperationHandler({
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'requests',
});
