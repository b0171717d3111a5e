/** Some of what is known of a person changed; nothing follows from what the event leaves out. */
import { contract } from './contract.ts';
import { effectiveAt, user } from './identity-fields.ts';

export const identityUserChanged = contract('identity.user.changed.v1', { user, effectiveAt });
