/** A person joined the company. */
import { contract } from './contract.ts';
import { effectiveAt, user } from './identity-fields.ts';

export const identityUserJoined = contract('identity.user.joined.v1', { user, effectiveAt });
