/** Somebody is to lose access to Zuora entities. */
import { contract } from './contract.ts';
import { entityIds, username } from './fields.ts';

export const userAccessRevoked = contract('zuora.user-access.revoked.v1', {
  username,
  /** Each takes its own access back. */
  targetEntityIds: entityIds,
});
