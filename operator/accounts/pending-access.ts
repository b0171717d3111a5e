/** Access that the service asked for, and that no administrator has granted yet. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { desired } from '../../lib/account/desired.ts';
import { patience, shortestInterval } from '../../lib/account/due.ts';

export interface PendingAccess {
  readonly username: string;
  readonly entityId: string;
  /** When the newest request was sent; milliseconds since the epoch. */
  readonly requestedAt: number;
  readonly state: PendingState;
}

type PendingState =
  /** The service has just sent it, and has not read it since. Zuora may have granted it at once. */
  | 'requested'
  /** The service reads it again and again. */
  | 'pending'
  /** Zuora did not answer the request, so it may not have arrived. */
  | 'unconfirmed'
  /** Nobody has granted it within 30 days, and the service reads it no more. */
  | 'unanswered';

/** @param now milliseconds since the epoch */
export function pendingAccess({ login, account, access }: LinkedAccount, now: number): PendingAccess[] {
  const wanted = desired(account, now);
  return [...access].flatMap(([entityId, { askedAt, approvedAt, unansweredAt, refusal }]) => {
    const requestedAt = approvedAt ?? askedAt ?? unansweredAt;
    if (requestedAt === undefined || refusal !== undefined || !wanted.get(entityId)) return [];
    const isConfirmed = (approvedAt ?? askedAt) !== undefined;
    return [{ username: login, entityId, requestedAt, state: stateOf(now - requestedAt, isConfirmed) }];
  });
}

/** @param age milliseconds */
function stateOf(age: number, isConfirmed: boolean): PendingState {
  if (age >= patience) return 'unanswered';
  if (!isConfirmed) return 'unconfirmed';
  return age < shortestInterval ? 'requested' : 'pending';
}

/** By entity, the oldest first. */
export function byEntityAndAge(one: PendingAccess, other: PendingAccess): number {
  return one.entityId.localeCompare(other.entityId) || one.requestedAt - other.requestedAt;
}
