/** Somebody is no member of a group any more. */
import { contract } from './contract.ts';
import { effectiveAt, group, user } from './identity-fields.ts';

export const identityGroupMemberRemoved = contract('identity.group.member-removed.v1', { user, group, effectiveAt });
