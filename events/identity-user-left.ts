/** A person left the company, or will leave it. */
import { contract } from './contract.ts';
import { effectiveAt, user } from './identity-fields.ts';

export const identityUserLeft = contract('identity.user.left.v1', { user, effectiveAt });
