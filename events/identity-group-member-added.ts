/** A person became a member of a group. */
import { contract } from './contract.ts';
import { effectiveAt, group, user } from './identity-fields.ts';

export const identityGroupMemberAdded = contract('identity.group.member-added.v1', { user, group, effectiveAt });
