import { userAccessDecided } from '../events/user-access-decided.ts';
import { decisionOf } from '../lib/delivery/decided-event.ts';
import { createOperationHandler } from '../lib/operation-handler.ts';

/** Brings a user's access to what the policy decided about the person, in each entity independent of the others. */
export const handler = createOperationHandler({
  name: 'applyAccessDecision',
  contract: userAccessDecided,
  access: 'decides',
  decisionOf,
});
