/** An assignment that a publisher requested, and which of two statements about it counts. */

/** The newest statement about a key. An ended one is a tombstone: nothing older revives it. Times in milliseconds. */
export interface RequestedAssignment {
  /** The time of the event that said it. */
  readonly time: number;
  /** The beginning of that event's identity, which tells it from others of the same time. */
  readonly event: string;
  readonly isEnded: boolean;
  /** When the access ends; undefined if no end is known. */
  readonly expiresAt?: number | undefined;
  readonly ticket?: string | undefined;
  readonly approvedBy?: readonly string[] | undefined;
}

/** Few enough digits of an identity to keep the account's item small, and enough that no two events of a time share them. */
export const eventDigits = 12;

/** Requests that are older than this do not count, whatever their message says: an end of theirs may be forgotten. */
export const tombstoneRetention = 21 * 24 * 3_600_000;

/**
 * The one of two statements about a key that counts: the newer one. Of two at the same time, the end counts.
 *
 * @param other of two versions of one event, the later one: it counts
 */
export function newerAssignment(one: RequestedAssignment | undefined, other: RequestedAssignment): RequestedAssignment {
  if (one === undefined || (one.event === other.event && one.isEnded === other.isEnded)) return other;
  if (one.time !== other.time) return one.time > other.time ? one : other;
  if (one.isEnded !== other.isEnded) return one.isEnded ? one : other;
  // Any order does, as long as it is the same for every order of arrival.
  return one.event > other.event ? one : other;
}

/** Whether it gives access now, as far as it alone says. */
export function isRunning({ isEnded, expiresAt }: RequestedAssignment, now: number): boolean {
  return !isEnded && (expiresAt === undefined || now < expiresAt);
}

/** Whether it gives no access any more, and no older statement about its key can count. */
export function isForgettable(assignment: RequestedAssignment, now: number): boolean {
  const { time, expiresAt = time } = assignment;
  return !isRunning(assignment, now) && now > Math.max(time, expiresAt) + tombstoneRetention;
}
