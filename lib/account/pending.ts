/** Access that was asked for, and that no look has shown. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';

export interface PendingRequest {
  readonly entityId: string;
  /** When the newest request, or approval, was sent; milliseconds since the epoch. */
  readonly requestedAt: number;
  /** Whether Zuora accepted it. */
  readonly isConfirmed: boolean;
}

/** @param now milliseconds since the epoch */
export function pendingRequests({ account, access }: LinkedAccount, now: number): readonly PendingRequest[] {
  const wanted = desired(account, now);
  return [...access].flatMap(([entityId, { askedAt, approvedAt, unansweredAt, refusal }]) => {
    const acceptedAt = approvedAt ?? askedAt;
    const requestedAt = acceptedAt ?? unansweredAt;
    if (requestedAt === undefined || refusal !== undefined || !wanted.get(entityId)) return [];
    return [{ entityId, requestedAt, isConfirmed: acceptedAt !== undefined }];
  });
}

/** Of the oldest of them; milliseconds. Undefined if there is none. */
export function pendingAge(linked: LinkedAccount, now: number): number | undefined {
  const ages = pendingRequests(linked, now).map(({ requestedAt }) => now - requestedAt);
  return ages.length > 0 ? Math.max(...ages) : undefined;
}
