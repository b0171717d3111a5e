import { userAccessApproved } from '../events/user-access-approved.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { findUser } from '../lib/zuora/accessible-entities.ts';
import { calls } from '../lib/zuora/calls.ts';

/** Grants a user's requested access to an entity, on behalf of that entity's administrator. */
export const handler = createOperationHandler({
  name: 'approveUserAccess',
  contract: userAccessApproved,
  access: 'grants',
  look: async (zuora, { username }, known) => {
    const entityId = await zuora.entityId();
    const user = await findUser(zuora, username, known);
    return { missing: user.entityIds.has(entityId) ? [] : [entityId], username: user.username };
  },
  act: (zuora, { username }) => zuora.call(calls.approveUserAccess, { username }),
  // The request comes through another queue, and may arrive later. Zuora does not publish how it refuses until then.
  retryableRefusals: ['business-rule', 'not-found'],
});
