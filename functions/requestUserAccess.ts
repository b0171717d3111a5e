import { userAccessRequested } from '../events/user-access-requested.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { findUser } from '../lib/zuora/accessible-entities.ts';
import { calls } from '../lib/zuora/calls.ts';

/**
 * Requests a user's access to entities. If the OAuth client's user administers the target too, Zuora grants the access at
 * once. Otherwise an administrator of the target grants it.
 */
export const handler = createOperationHandler({
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'requests',
  look: (zuora, { username }, known) => findUser(zuora, username, known),
  act: (zuora, { username }, targetEntityIds) => zuora.call(calls.requestUserAccess, { username, targetEntityIds }),
  // HR systems often report a joiner before their user exists in Zuora. Whether a look tells it first is not published.
  retryableRefusals: ['not-found'],
  // No Zuora call lists pending requests.
  unseenWhilePending: true,
});
