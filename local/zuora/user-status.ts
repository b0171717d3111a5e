/** The status of users, and what becomes of the OAuth clients that they own. */
import { badRequest, errorCategory, type Refusal, refusal } from './answers.ts';
import type { OAuthClient } from './records.ts';
import type { TenantState, UserAccess } from './state.ts';

/**
 * Whether the client's owner is active. Owners whom the sandbox does not list are.
 * https://developer.zuora.com/rest-api/general-concepts/authentication/
 */
export function hasActiveOwner({ userId }: OAuthClient, { owners }: TenantState): boolean {
  const owner = owners.get(userId);
  return owner === undefined || owner.status === 'active';
}

/** The refusal of a token to a client whose owner is not active. */
export function ownerInactive(): Refusal {
  return badRequest(403, 'The user of this OAuth client is not active');
}

/** Refuses new access for a user who is deactivated. Their access can still be revoked. */
export function requireNotDeactivated({ username, status }: UserAccess): void {
  if (status === 'deactivated') throw refusal(errorCategory.businessRule, `User '${username}' is deactivated`);
}
