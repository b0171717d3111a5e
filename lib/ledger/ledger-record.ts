/** What the ledger knows of an event, and what it says to a message that brings the event again. */
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';

const schema = z.object({
  /** Records from before there were versions are of the first. A release that changes the form reads every older one. */
  version: z._default(z.int().check(z.minimum(1)), 1),
  identity: z.string(),
  operation: z.string(),
  commandHash: z.string(),
  state: z.enum(['open', 'done']),
  /** The attempt that holds the record, or held it last. */
  owner: z.string(),
  /** From when on another attempt may take an open record; milliseconds since the epoch. */
  freeAt: z.number(),
  /** The message ID under which the event first arrived: its idempotency key. */
  messageId: z.string(),
  /** Keys that are used up. */
  epoch: z.number(),
  /** Attempts that have failed. */
  attempts: z.number(),
  tally: z.object({
    unknown: z.boolean(),
    unknownAnswers: z.number(),
    internalErrors: z.number(),
    keyMismatches: z.number(),
  }),
  /** Claimed, and not settled since: the attempt is under way, or was cut off. */
  unsettled: z.boolean(),
  /** What `unsettled` was before the latest claim. */
  cutOff: z.boolean(),
  outcome: z.optional(z.string()),
  reason: z.optional(z.string()),
  detail: z.optional(z.string()),
  zuoraId: z.optional(z.string()),
  zuoraRequestId: z.optional(z.string()),
  /** The entity of the latest call, or of a write that failed. */
  entityId: z.optional(z.string()),
  /** The event's own, as they were when the record was last claimed. */
  eventId: z.optional(z.string()),
  source: z.optional(z.string()),
  time: z.optional(z.string()),
  correlationId: z.optional(z.string()),
  requestedBy: z.optional(z.string()),
  requestReason: z.optional(z.string()),
  /** When DynamoDB forgets the record; seconds since the epoch. */
  expiresAt: z.optional(z.number()),
});

export type LedgerRecord = Readonly<z.infer<typeof schema>>;

/**
 * Reads an event's record. An attempt that was cut off may have written to Zuora: nobody knows.
 *
 * @throws ServiceError `newer-record`
 */
export function recordOf(item: LedgerItem): LedgerRecord {
  const record = schema.parse(fieldsOf(item));
  return { ...record, tally: { ...record.tally, unknown: record.tally.unknown || record.cutOff } };
}

/** Why a delivery may not take a record; `free` if only another was faster. */
export type ClaimRefusal =
  | { readonly is: 'done' | 'mismatch' | 'free' }
  | { readonly is: 'held'; readonly until: number };

export type ClaimFinding = ClaimRefusal | { readonly is: 'replaceable'; readonly record: LedgerRecord };

/**
 * What a record that could not be claimed says.
 *
 * An event published again with other content is a mistake while the first is under way or done, and its correction once
 * the first has failed for good.
 */
export function explainRefusal(record: LedgerRecord | undefined, commandHash: string, now: number): ClaimFinding {
  if (!record) return { is: 'free' };
  const isSame = record.commandHash === commandHash;
  const isHeld = record.freeAt > now;
  if (record.state === 'done') return { is: isSame ? 'done' : 'mismatch' };
  if (isSame) return isHeld ? { is: 'held', until: record.freeAt } : { is: 'free' };
  const isKnown = !isHeld && !record.unsettled && !record.tally.unknown;
  return isKnown && record.outcome === 'dead-letter' ? { is: 'replaceable', record } : { is: 'mismatch' };
}
