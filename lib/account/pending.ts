/** Access that was asked for, and that no look has shown. */
import type { LinkedAccount } from './account-item.ts';
import { assignmentsOf, desired } from './desired.ts';
import { isOutcomeUnknown, isUntouched, lastAskedAt } from './entity-access.ts';

export interface PendingRequest {
  readonly entityId: string;
  /** When the newest request, or approval, was sent; milliseconds since the epoch. */
  readonly requestedAt: number;
  /** Whether Zuora accepted it. */
  readonly isConfirmed: boolean;
  /** Whether Zuora refused it after one that it did not answer. */
  readonly isOutcomeUnknown: boolean;
}

/** @param now milliseconds since the epoch */
export function pendingRequests({ account, access }: LinkedAccount, now: number): readonly PendingRequest[] {
  const wanted = desired(account, now);
  return [...access].flatMap(([entityId, known]) => {
    const requestedAt = lastAskedAt(known);
    if (requestedAt === undefined || known.refusal !== undefined || !wanted.get(entityId)) return [];
    const isConfirmed = (known.approvedAt ?? known.askedAt) !== undefined;
    return [{ entityId, requestedAt, isConfirmed, isOutcomeUnknown: isOutcomeUnknown(known) }];
  });
}

export interface AwaitedAccess {
  readonly entityId: string;
  /** When somebody gave it; milliseconds since the epoch. */
  readonly givenAt: number;
}

/** Access that nobody could ask for yet, because Zuora has not shown the user. */
export function awaitedAccess({ account, access, firstLookAt }: LinkedAccount, now: number): readonly AwaitedAccess[] {
  if (firstLookAt !== undefined) return [];
  return [...desired(account, now)].flatMap(([entityId, isDesired]) => {
    const isGiven = assignmentsOf(account, entityId, now).some(({ kind }) => kind === 'request' || kind === 'rule');
    if (!isDesired || !isUntouched(access.get(entityId)) || !isGiven) return [];
    const requested = [...(account.entities.get(entityId)?.requested.values() ?? [])].map(({ time }) => time);
    return [{ entityId, givenAt: Math.min(now, ...requested, account.decision?.home?.saidAt ?? now) }];
  });
}

/** Of the oldest access that was asked for or is awaited, and is not shown; milliseconds. Undefined if there is none. */
export function pendingAge(linked: LinkedAccount, now: number): number | undefined {
  const since = [
    ...pendingRequests(linked, now).map(({ requestedAt }) => requestedAt),
    ...awaitedAccess(linked, now).map(({ givenAt }) => givenAt),
  ];
  const ages = since.map((time) => now - time);
  return ages.length > 0 ? Math.max(...ages) : undefined;
}
