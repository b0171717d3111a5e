/** Decides which of several events about one user's access to one entity counts: the newest. */

/** An event that grants a user access to entities, or revokes it. */
export interface AccessChange {
  readonly operation: string;
  readonly grants: boolean;
  readonly username: string;
  readonly entityIds: readonly string[];
  /** The event's time; milliseconds since the epoch. */
  readonly time: number;
}

/** The event that counts for a user in an entity, and what it leaves to remember. */
export interface Precedent {
  readonly operation: string;
  readonly grants: boolean;
  /** The event's time; milliseconds since the epoch. */
  readonly time: number;
  /** The time of the newest event that revoked access, whatever came after it; milliseconds since the epoch. */
  readonly revokedAt?: number | undefined;
  /** A request of ours may await an administrator's answer. Zuora shows it to nobody. */
  readonly requested: boolean;
}

const noPrecedent: Precedent = { operation: '', grants: false, time: Number.MIN_SAFE_INTEGER, requested: false };

/**
 * Whether a newer event counts: the opposite, or the same operation again. A request does not supersede the approval of an
 * earlier one. Of two events with the same time, the revocation counts.
 */
export function isSuperseded({ operation, grants, time }: AccessChange, precedent: Precedent = noPrecedent): boolean {
  if (grants && precedent.revokedAt !== undefined && precedent.revokedAt >= time) return true;
  if (precedent.grants !== grants) return precedent.time > time;
  return precedent.operation === operation && precedent.time > time;
}

/**
 * The precedent before a change is made. A revocation counts from then on, though it may fail: nothing older may let a
 * leaver in again. A grant counts only once access is granted.
 */
export function precedentBefore(
  { operation, grants, time }: AccessChange,
  precedent: Precedent = noPrecedent,
): Precedent {
  return grants ? { ...precedent, requested: true } : { ...precedent, operation, grants, time, revokedAt: time };
}

/** The precedent after a change was made. An older event never replaces a newer one. */
export function precedentAfter(
  { operation, grants, time }: AccessChange,
  precedent: Precedent = noPrecedent,
): Precedent {
  const isNewer = time >= precedent.time;
  return { ...precedent, ...(isNewer && { operation, grants, time }), requested: grants };
}
