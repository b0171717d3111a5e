/** The ledger's record of an event, and its answer to a message that brings the event again. */
import * as z from 'zod/mini';
import type { AttemptHistory } from './attempt-history.ts';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';

/** The fields under the names that they have in DynamoDB. */
const stored = z.object({
  /** Records from before there were versions are of the first. A release that changes the form reads every older one. */
  version: z._default(z.int().check(z.minimum(1)), 1),
  identity: z.string(),
  operation: z.string(),
  commandHash: z.string(),
  state: z.enum(['open', 'done']),
  /** The attempt that holds the record, or held it last. */
  owner: z.string(),
  /** When the lease of an open record expires; milliseconds since the epoch. */
  freeAt: z.number(),
  /** The message ID under which the event first arrived: its idempotency key. */
  messageId: z.string(),
  /** Counts the keys of earlier answers. */
  epoch: z.number(),
  /** Attempts that have failed. */
  attempts: z.number(),
  tally: z.object({
    unknown: z.boolean(),
    unknownAnswers: z.number(),
    internalErrors: z.number(),
    keyMismatches: z.number(),
  }),
  /** Milliseconds that Zuora asked to wait; releases before this one did not count them. */
  waited: z._default(z.number(), 0),
  /** Claimed, and not settled since: the attempt is under way, or was cut off. */
  unsettled: z.boolean(),
  /** The value of `unsettled` before the latest claim. */
  cutOff: z.boolean(),
  outcome: z.optional(z.string()),
  reason: z.optional(z.string()),
  detail: z.optional(z.string()),
  zuoraId: z.optional(z.string()),
  zuoraRequestId: z.optional(z.string()),
  /** By entity, if Zuora answered in several. */
  zuoraRequestIds: z.optional(z.record(z.string(), z.string())),
  /** The entity of the latest call, or of a write that failed. */
  entityId: z.optional(z.string()),
  /** The event's own, as they were when the record was last claimed. */
  eventId: z.optional(z.string()),
  source: z.optional(z.string()),
  time: z.optional(z.string()),
  correlationId: z.optional(z.string()),
  /** Of the identity event that the event was derived from, and of its message. Earlier releases did not write them. */
  identityEventId: z.optional(z.string()),
  identityMessageId: z.optional(z.string()),
  /** The key of the user's record, if the event is about one. Earlier releases did not write it. */
  userIdentity: z.optional(z.string()),
  /** The entities that the event changes, as far as it names them. Earlier releases did not write them. */
  targetEntityIds: z.optional(z.array(z.string())),
  /** Those in which a newer event counts, if the latest attempt found any. Earlier releases did not write them. */
  superseded: z.optional(z.array(z.string())),
  /**
   * The entities in which Zuora accepted what attempts wrote, if these are not all or the event is a decision, and the owner
   * of the first of these attempts: the account has its change open.
   */
  accepted: z.optional(z.object({ by: z.string(), entityIds: z.array(z.string()) })),
  requestedBy: z.optional(z.string()),
  requestReason: z.optional(z.string()),
  /** The key of the reason for access that a request gives, when the access ends, its ticket, and who approved it. */
  assignment: z.optional(z.string()),
  accessExpiresAt: z.optional(z.string()),
  ticket: z.optional(z.string()),
  approvedBy: z.optional(z.array(z.string())),
  /** The keys of the only reasons that a revocation ends, and whether it holds all access. */
  assignments: z.optional(z.array(z.string())),
  hold: z.optional(z.boolean()),
  /** What a decision of the policy says of the person as a whole. */
  personId: z.optional(z.string()),
  generation: z.optional(z.number()),
  revision: z.optional(z.number()),
  isSuspended: z.optional(z.boolean()),
  hasLeft: z.optional(z.boolean()),
  leftAt: z.optional(z.string()),
  /** When DynamoDB deletes the record; seconds since the epoch. */
  expiresAt: z.optional(z.number()),
});

type Stored = z.infer<typeof stored>;

export type LedgerRecord = Readonly<Omit<Stored, 'freeAt' | 'attempts' | 'tally' | 'waited' | 'cutOff'>> & {
  readonly history: AttemptHistory;
  /** When another attempt may acquire an open record; milliseconds since the epoch. */
  readonly leaseExpiresAt: number;
};

/**
 * Reads an event's record. An attempt that was cut off may have written to Zuora, so its outcome is unknown.
 *
 * @throws ServiceError `newer-record`
 */
export function recordOf(item: LedgerItem): LedgerRecord {
  const { freeAt, attempts, tally, waited, cutOff, ...record } = stored.parse(fieldsOf(item, 'event'));
  const failures = { ...tally, unknown: tally.unknown || cutOff };
  return { ...record, leaseExpiresAt: freeAt, history: { attempts, failures, waited } };
}

/** Why a delivery may not claim a record; `free` if another was only faster. */
export type ClaimRefusal =
  | { readonly is: 'done' | 'mismatch' | 'free' }
  | { readonly is: 'held'; readonly until: number };

type RefusalOrCorrection = ClaimRefusal | { readonly is: 'replaceable'; readonly record: LedgerRecord };

/**
 * Explains from the record why a claim failed.
 *
 * An event published again with other content is a mistake while the first is under way or done, and its correction once
 * the first has failed for good.
 */
export function explainRefusal(
  record: LedgerRecord | undefined,
  commandHash: string,
  now: number,
): RefusalOrCorrection {
  if (!record) return { is: 'free' };
  const isSame = record.commandHash === commandHash;
  const isHeld = record.leaseExpiresAt > now;
  if (record.state === 'done') return { is: isSame ? 'done' : 'mismatch' };
  if (isSame) return isHeld ? { is: 'held', until: record.leaseExpiresAt } : { is: 'free' };
  const isKnown = !isHeld && !record.unsettled && !record.history.failures.unknown;
  return isKnown && record.outcome === 'dead-letter' ? { is: 'replaceable', record } : { is: 'mismatch' };
}
