/** End a user's access to Zuora entities. */
import { contract } from './contract.ts';
import { entityIds, username } from './fields.ts';

export const userAccessRevoked = contract('zuora.user-access.revoked.v1', {
  username,
  /** Each entity revokes its own access. */
  targetEntityIds: entityIds,
});
