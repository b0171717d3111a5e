/** Decides which of several events about one user's access to one entity counts: the newest. */

/** An event that grants a user access to entities, or revokes it. */
export interface AccessChange {
  /** The event's identity in the ledger. */
  readonly event: string;
  readonly operation: string;
  readonly grants: boolean;
  readonly entityIds: readonly string[];
  /** The event's time; milliseconds since the epoch. */
  readonly time: number;
}

/** The event that counts for a user in an entity, and what the service did there. Times in milliseconds since the epoch. */
export interface Precedent {
  readonly operation: string;
  readonly grants: boolean;
  /** The event's time. */
  readonly time: number;
  /** Its identity; left out by releases before user items of version 2. */
  readonly event?: string | undefined;
  /** The time of the newest event that revoked access. Later events do not change it. */
  readonly revokedAt?: number | undefined;
  /** When we sent a request that may still await an administrator. Zuora shows such a request to nobody. */
  readonly requestedAt?: number | undefined;
  /** Until when Zuora may work on a write that it did not answer. */
  readonly unansweredUntil?: number | undefined;
}

/** What an attempt did for a change in one entity. */
export interface Effect {
  /** Whether Zuora is now as the change asks. */
  readonly isMade: boolean;
  /** Whether a look showed the access. */
  readonly isSeen: boolean;
  /** Whether the event's request may be pending in Zuora. */
  readonly isSent: boolean;
  /** When Zuora has surely stopped working on the attempt. */
  readonly quietAt: number;
  readonly now: number;
}

/** The precedent of an entity without one. `revokedAt` stands for revocations that are no longer listed one by one. */
export function unlisted(revokedAt: number | undefined): Precedent {
  return { operation: '', grants: false, time: Number.MIN_SAFE_INTEGER, revokedAt };
}

/** Whether a newer event counts. */
export function isSuperseded(change: AccessChange, precedent: Precedent): boolean {
  return newerEvent(change, precedent) !== undefined;
}

/** An event that counts instead of an older one. */
export interface NewerEvent {
  /** Undefined for a revocation that the record knows only by its time. */
  readonly operation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/**
 * The event that supersedes a change: the opposite, or the same operation again. A request does not supersede the approval
 * of an earlier one. Of two events with the same time, the revocation counts.
 */
export function newerEvent({ operation, grants, time }: AccessChange, precedent: Precedent): NewerEvent | undefined {
  const { revokedAt } = precedent;
  const isComparable = precedent.grants !== grants || precedent.operation === operation;
  if (isComparable && precedent.time > time) return { operation: precedent.operation, time: precedent.time };
  return grants && revokedAt !== undefined && revokedAt >= time ? { operation: undefined, time: revokedAt } : undefined;
}

/** Whether an earlier attempt at this event succeeded in the entity, and nothing newer counts there. */
export function isMadeBefore({ event, grants }: AccessChange, precedent: Precedent): boolean {
  return grants && precedent.grants && precedent.event === event;
}

/**
 * The precedent before a change is made. A revocation counts from then on, though it may fail: nothing older may let a
 * leaver in again. A grant counts only once it was made.
 */
export function precedentBefore(change: AccessChange, precedent: Precedent): Precedent {
  if (change.grants) return precedent;
  const { event, operation, grants, time } = change;
  return { ...precedent, event, operation, grants, time, revokedAt: Math.max(time, precedent.revokedAt ?? time) };
}

/** The precedent after an attempt at a change. An older event never replaces a newer one. */
export function precedentAfter(change: AccessChange, precedent: Precedent, effect: Effect): Precedent {
  const { event, operation, grants, time } = change;
  const { isMade, quietAt, now } = effect;
  const isNewest = isMade && time >= precedent.time;
  return {
    ...precedent,
    ...(isNewest && { event, operation, grants, time }),
    requestedAt: requestedAfter(change, precedent, effect),
    unansweredUntil: quietAt > now ? quietAt : undefined,
  };
}

/** A request stays pending until the access is seen, or the request was denied. */
function requestedAfter({ grants }: AccessChange, { requestedAt }: Precedent, effect: Effect): number | undefined {
  const { isMade, isSeen, isSent, now } = effect;
  if (!grants) return isMade ? undefined : requestedAt;
  if (isSeen) return undefined;
  return isSent ? now : requestedAt;
}

/** @returns milliseconds since the epoch; undefined if none of them was a revocation */
export function newestRevocation(precedents: readonly Precedent[]): number | undefined {
  const times = precedents.map(({ revokedAt }) => revokedAt).filter((time) => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}
