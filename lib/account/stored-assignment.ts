/** A requested assignment in an account's item. */
import * as z from 'zod/mini';
import type { RequestedAssignment } from './requested-assignment.ts';
import { flag, flagOf } from './stored-flag.ts';

export const storedAssignment = z.object({
  /** The key. Left out where it is the account's usual one. */
  n: z.optional(z.string()),
  /** `time`. */
  t: z.number(),
  /** `event`. */
  e: z.string(),
  /** `isEnded`. */
  o: flag,
  /** `expiresAt`. */
  x: z.optional(z.number()),
  /** `ticket`. */
  k: z.optional(z.string()),
  /** `approvedBy`. */
  b: z.optional(z.array(z.string())),
});

type StoredAssignment = z.infer<typeof storedAssignment>;

/** @param usualKey the key that is left out */
export function toStoredAssignment(
  [key, assignment]: readonly [string, RequestedAssignment],
  usualKey: string | undefined,
): StoredAssignment {
  const { time, event, isEnded, expiresAt, ticket, approvedBy } = assignment;
  return {
    ...{ n: key === usualKey ? undefined : key, t: time, e: event, o: flagOf(isEnded) },
    ...{ x: expiresAt, k: ticket, b: approvedBy && [...approvedBy] },
  };
}

/** @param usualKey the key, if it says none */
export function ofStoredAssignment(
  { n, t, e, o, x, k, b }: StoredAssignment,
  usualKey: string | undefined,
): readonly [string, RequestedAssignment] {
  const key = n ?? usualKey;
  if (key === undefined) throw new Error('An assignment in an item has no key, and the account has no usual one.');
  return [key, { time: t, event: e, isEnded: o === 1, expiresAt: x, ticket: k, approvedBy: b }];
}
