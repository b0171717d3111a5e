import { userAccessRevoked } from '../events/user-access-revoked.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { findUserAmong } from '../lib/zuora/accessible-entities.ts';
import { calls } from '../lib/zuora/calls.ts';
import { inEach } from '../lib/zuora/several-entities.ts';

/** Ends a user's access to entities, in each entity on behalf of its administrator. */
export const handler = createOperationHandler({
  name: 'revokeUserAccess',
  contract: userAccessRevoked,
  access: 'revokes',
  look: (zuora, { username, targetEntityIds }, known) => findUserAmong(zuora, username, targetEntityIds, known),
  act: (zuora, { username }, entityIds) =>
    inEach(zuora, entityIds, (there) => there.call(calls.revokeUserAccess, { username })),
});
