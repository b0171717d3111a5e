/** Tells which of two decisions of the policy counts. */
import type { Account, Decision } from './account.ts';

type Revision = Pick<Decision, 'generation' | 'revision'>;

/** A login's next person is newer than all that was decided about the one before. */
export function isNewerDecision(one: Revision, other: Revision): boolean {
  return one.generation === other.generation ? one.revision > other.revision : one.generation > other.generation;
}

/** Whether the account knows a newer decision. */
export function isOutdated(decision: Revision, { decision: known }: Account): boolean {
  return known !== undefined && isNewerDecision(known, decision);
}

/** Whether the account knows another decision of this generation and revision: one of the two is a mistake. */
export function isContradicted(decision: Decision, { decision: known }: Account): boolean {
  if (known === undefined || isNewerDecision(known, decision) || isNewerDecision(decision, known)) return false;
  return contentOf(known) !== contentOf(decision);
}

/**
 * All but the time of the event, which a decision has anew when it is sent again; and but the other logins, which an earlier
 * release leaves out when it sends it again after a rollback.
 */
function contentOf({ isSuspended, hasLeft, leftAt, home, assignments, denials, ended }: Decision): string {
  const granted = [...assignments].map(([entityId, { rules, expiresAt }]) => [entityId, rules, expiresAt]);
  return JSON.stringify([isSuspended, hasLeft, leftAt, home?.entityId, granted, [...denials], [...ended]]);
}
