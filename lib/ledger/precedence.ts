/** Which of the things that events say of one user's access to one entity counts: the newest. */

/** An event that gives users access to entities, or takes it from them. */
export interface AccessChange {
  readonly operation: string;
  readonly gives: boolean;
  readonly username: string;
  readonly entityIds: readonly string[];
  /** When it was said; milliseconds since the epoch. */
  readonly time: number;
}

/** What counts for a user in an entity. */
export interface Precedent {
  /** Of the event that counts. */
  readonly operation: string;
  /** Whether access was given last, or taken. */
  readonly gives: boolean;
  /** Of the event that counts; milliseconds since the epoch. */
  readonly time: number;
  /** Of the newest event that took access, whatever came after it. */
  readonly takenAt?: number | undefined;
  /** A request of ours may await an administrator's answer. Zuora shows it to nobody. */
  readonly requested: boolean;
}

const nothing: Precedent = { operation: '', gives: false, time: Number.MIN_SAFE_INTEGER, requested: false };

/**
 * Whether something newer counts already: the opposite, or the same once more. A request does not supersede the approval
 * of an earlier one. Of two that were said at the same time, the one that takes access counts.
 */
export function isSuperseded({ operation, gives, time }: AccessChange, precedent: Precedent = nothing): boolean {
  if (gives && precedent.takenAt !== undefined && precedent.takenAt >= time) return true;
  if (precedent.gives !== gives) return precedent.time > time;
  return precedent.operation === operation && precedent.time > time;
}

/**
 * What counts once a change is about to be made. What takes access counts from then on, though it may fail: whoever has
 * left is not let in again by something older. What gives access counts when it has been given.
 */
export function precedentBefore({ operation, gives, time }: AccessChange, precedent: Precedent = nothing): Precedent {
  return gives ? { ...precedent, requested: true } : { ...precedent, operation, gives, time, takenAt: time };
}

/** What counts once a change was made: never something older than what did. */
export function precedentAfter({ operation, gives, time }: AccessChange, precedent: Precedent = nothing): Precedent {
  const isNewer = time >= precedent.time;
  return { ...precedent, ...(isNewer && { operation, gives, time }), requested: gives };
}
