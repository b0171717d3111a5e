import { userAccessRequested } from '../events/user-access-requested.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { findUser } from '../lib/zuora/accessible-entities.ts';
import { calls } from '../lib/zuora/calls.ts';

/**
 * Requests a user's access to entities. Where the OAuth client's user administers the target too, Zuora grants it at
 * once; elsewhere an administrator of the target has to.
 */
export const handler = createOperationHandler({
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'grants',
  look: async (zuora, { username, targetEntityIds }) => {
    const user = await findUser(zuora, username);
    return { missing: targetEntityIds.filter((id) => !user.entityIds.has(id)), username: user.username };
  },
  act: (zuora, { username }, targetEntityIds) => zuora.call(calls.requestUserAccess, { username, targetEntityIds }),
  // HR is often ahead of the user's creation in Zuora.
  retryableRefusals: ['not-found'],
  // No call lists pending requests.
  unseenWhilePending: true,
});
