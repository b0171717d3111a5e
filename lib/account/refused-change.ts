/** Tells which change an account does not take up. */
import type { Account } from './account.ts';
import { hasTooManyAssignments } from './account-bound.ts';
import { isContradicted } from './decision-order.ts';
import type { OpenChange } from './open-change.ts';

/** A decision takes the place of another, so it has room. */
export type ChangeRefusal = 'too-many-assignments' | 'contradicted';

/**
 * What an account has no room for, or cannot be true.
 *
 * @param account with the change in it
 */
export function refusalOf(change: OpenChange['change'], account: Account, now: number): ChangeRefusal | undefined {
  const assigns = change.kind === 'request' || change.kind === 'approve';
  if (assigns && hasTooManyAssignments(account, now)) return 'too-many-assignments';
  return change.kind === 'decide' && isContradicted(change.decision, account) ? 'contradicted' : undefined;
}
