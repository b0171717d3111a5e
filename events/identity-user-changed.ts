/** Attributes of a person changed. Attributes that the event does not mention stay as they are. */
import { contract } from './contract.ts';
import { effectiveAt, user } from './identity-fields.ts';

export const identityUserChanged = contract('identity.user.changed.v1', { user, effectiveAt });
