/** Access that is to exist or to end, and that is not so: because of an administrator, or because Zuora refused. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { desired } from '../../lib/account/desired.ts';
import { patience, shortestInterval } from '../../lib/account/due.ts';
import { shownAt } from '../../lib/account/entity-access.ts';
import { awaitedAccess, type PendingRequest, pendingRequests } from '../../lib/account/pending.ts';

export interface PendingAccess {
  readonly username: string;
  readonly entityId: string;
  /** When the newest request was sent, or when something kept it from being sent; milliseconds since the epoch. */
  readonly since: number;
  readonly state: PendingState;
}

type PendingState =
  /** The service has just sent it, and has not read it since. Zuora may have granted it at once. */
  | 'requested'
  /** The service reads it again and again. */
  | 'pending'
  /** Zuora did not answer the request, so it may not have arrived. */
  | 'unconfirmed'
  /** Zuora refused the request after one that it did not answer. Perhaps none is pending: somebody is to look in Zuora. */
  | 'outcome-unknown'
  /** Nobody has granted it within 30 days, and the service reads it no more. */
  | 'unanswered'
  /** Zuora has never shown the user. */
  | 'waiting-for-account'
  /** It was there, and somebody else took it. A newer request asks for it again. */
  | 'removed-outside'
  /** Zuora refused for good to give it, or to end it. */
  | 'failed'
  /** It is there, and nothing that the service knows explains it. */
  | 'unmanaged';

/** What an account shows of an entity. */
export interface KnownAccess extends Omit<PendingAccess, 'state'> {
  /** `verified`: it is to exist, and the last look showed it. */
  readonly state: PendingState | 'verified';
}

/** @param now milliseconds since the epoch */
export function knownAccess(linked: LinkedAccount, now: number): readonly KnownAccess[] {
  const wanted = desired(linked.account, now);
  const verified = [...linked.access].flatMap(([entityId, known]): KnownAccess[] => {
    const since = shownAt(known);
    const isVerified = since !== undefined && wanted.get(entityId);
    return isVerified ? [{ username: linked.login, entityId, since, state: 'verified' }] : [];
  });
  return [...verified, ...pendingAccess(linked, now)].toSorted(byEntityAndAge);
}

/** @param now milliseconds since the epoch */
export function pendingAccess(linked: LinkedAccount, now: number): readonly PendingAccess[] {
  const { login: username } = linked;
  const requests = pendingRequests(linked, now).map(({ entityId, ...request }) => ({
    ...{ username, entityId, since: request.requestedAt, state: stateOf(request, now) },
  }));
  const unmanaged = [...(linked.unmanaged ?? [])].map(([entityId, since]) => ({
    ...{ username, entityId, since, state: 'unmanaged' as const },
  }));
  const awaited = awaitedAccess(linked, now).map(({ entityId, givenAt }) => ({
    ...{ username, entityId, since: givenAt, state: 'waiting-for-account' as const },
  }));
  return [...requests, ...hindered(linked, now), ...awaited, ...unmanaged];
}

function stateOf(
  { requestedAt, isConfirmed, isOutcomeUnknown }: Omit<PendingRequest, 'entityId'>,
  now: number,
): PendingState {
  if (isOutcomeUnknown) return 'outcome-unknown';
  const age = now - requestedAt;
  if (age >= patience) return 'unanswered';
  if (!isConfirmed) return 'unconfirmed';
  return age < shortestInterval ? 'requested' : 'pending';
}

/** What somebody has taken, or Zuora has refused. */
function hindered({ login: username, account, access }: LinkedAccount, now: number): readonly PendingAccess[] {
  const wanted = desired(account, now);
  return [...access].flatMap(([entityId, { removedAt, refusal }]): PendingAccess[] => {
    const isDesired = wanted.get(entityId) ?? false;
    if (isDesired && removedAt !== undefined)
      return [{ username, entityId, since: removedAt, state: 'removed-outside' }];
    const isRefused = refusal !== undefined && (refusal.write !== 'deny') === isDesired;
    return isRefused ? [{ username, entityId, since: refusal.at, state: 'failed' }] : [];
  });
}

/** By entity, the oldest first. */
export function byEntityAndAge(one: KnownAccess, other: KnownAccess): number {
  return one.entityId.localeCompare(other.entityId) || one.since - other.since;
}
