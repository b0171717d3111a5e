/** A person is no longer a member of a group. */
import { contract } from './contract.ts';
import { effectiveAt, group, user } from './identity-fields.ts';

export const identityGroupMemberRemoved = contract('identity.group.member-removed.v1', { user, group, effectiveAt });
