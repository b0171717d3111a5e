import { userAccessApproved } from '../events/user-access-approved.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';
import { findUser } from '../lib/zuora/accessible-entities.ts';
import { calls } from '../lib/zuora/calls.ts';

/** Grants a user's requested access to an entity, on behalf of that entity's administrator. */
export const handler = createOperationHandler({
  name: 'approveUserAccess',
  contract: userAccessApproved,
  access: 'approves',
  look: (zuora, { username }, known) => findUser(zuora, username, known),
  act: (zuora, { username }) => zuora.call(calls.approveUserAccess, { username }),
  // The request comes through another queue, and may arrive later. Zuora does not publish how it refuses until then.
  retryableRefusals: ['business-rule', 'not-found'],
});
