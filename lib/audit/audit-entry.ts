/** One entry of the audit log, in the form in which its table keeps it. */
import * as z from 'zod/mini';

const text = z.string();
/** RFC 3339 in UTC, to the millisecond. */
const time = z.string();

/** A reason for access that was valid when the entry was made, or had ended by then. */
const reason = z.object({
  kind: z.enum(['rule', 'request', 'baseline', 'approval', 'ended']),
  /** Of the policy. */
  rules: z.optional(z.array(text)),
  /** The key of a publisher's assignment, and what its request said. */
  assignment: z.optional(text),
  requestedAt: z.optional(time),
  expiresAt: z.optional(time),
  ticket: z.optional(text),
  approvedBy: z.optional(z.array(text)),
});

/** What forbids access, whatever gives it. */
const block = z.object({
  kind: z.enum(['suspended', 'left', 'denied', 'ordered']),
  /** Of the policy. */
  rules: z.optional(z.array(text)),
  /** When somebody ordered the end, or the person left. */
  at: z.optional(time),
});

/** What an operator does to the stage, where no event says who it was. */
const operatorDeeds = [
  ...(['redrive', 'purge', 'pause', 'resume', 'release', 'keep'] as const),
  ...(['expect', 'cancel', 'publish'] as const),
] as const;

export type OperatorDeed = (typeof operatorDeeds)[number];

/** Stands for the account of such an entry, which is about no user. */
export const operatorAccount = 'operator';

export const auditEntry = z.object({
  version: z.literal(1),
  /** The account, by an opaque id; `operator` for what is about no user. */
  account: text,
  /** The entry among those of its account, in the order of time: see `positionOf`. */
  position: text,
  /** The day on which the entry was written, in UTC, such as `2026-11-29`. */
  day: text,
  /** The entry among those of its day, by entity and time. */
  place: text,
  /** The attempt that wrote the entry. */
  owner: text,
  entityId: z.optional(text),
  what: z.enum([
    /** A change in Zuora, by the service. */
    'request',
    'approve',
    'deny',
    /** A look showed access that is to exist. */
    'verify',
    /** A look missed access that had been verified. */
    'removal',
    /** How an event ended that changed nothing in the entity. */
    'event',
    /** An operator lifted an order. */
    'unblock',
    ...operatorDeeds,
  ]),
  /**
   * Of a change in Zuora: `accepted`, or `seen` if nobody heard Zuora's answer, and the access was found so later. Of what an
   * operator does to the stage: `begun`, before it is done, or `ended`. Else the outcome.
   */
  outcome: text,
  /** The queue, the set or the announced change that an operator's deed is about. */
  subject: z.optional(text),
  reason: z.optional(text),
  detail: z.optional(text),
  /** The reasons for this access at that time: valid ones, or, where access ends, those that ended. */
  why: z.array(reason),
  /** What forbade this access at that time. */
  against: z.array(block),
  /** The event's identity in the ledger; left out where a sweep had the account looked at. */
  event: z.optional(text),
  eventId: z.optional(text),
  source: z.optional(text),
  /** Of the identity event that the event was derived from: its system, id and message. */
  identitySource: z.optional(text),
  identityEventId: z.optional(text),
  identityMessageId: z.optional(text),
  correlationId: z.optional(text),
  requestedBy: z.optional(text),
  requestReason: z.optional(text),
  /** SHA-256 of the policy that derived the event: see `policyHash`. */
  policy: z.optional(text),
  zuoraRequestId: z.optional(text),
  /** From when on it was to be so: the end of an assignment that ran out, else the time that the event says. */
  effectiveAt: z.optional(time),
  /** When the source said it. */
  reportedAt: z.optional(time),
  /** When the service decided what to do. */
  decidedAt: time,
  /** When Zuora had accepted the change, or was found to have made it. */
  requestedAt: z.optional(time),
  /** When a look showed the access. */
  verifiedAt: z.optional(time),
  /** When the entry was written. */
  recordedAt: time,
  /** When DynamoDB may delete the entry; seconds since the epoch. Entries of an operator have none. */
  expiresAt: z.optional(z.number()),
});

export type AuditEntry = Readonly<z.infer<typeof auditEntry>>;
export type AuditReason = Readonly<z.infer<typeof reason>>;
export type AuditBlock = Readonly<z.infer<typeof block>>;

/** A login by which an account is or was known. It is apart from the entries, so that the log outlives it. */
export const auditAlias = z.object({
  version: z.literal(1),
  account: text,
  position: text,
  /** Of the index: the login's key, so that the accounts of a login are found. */
  day: text,
  place: text,
  login: text,
});

export type AuditAlias = Readonly<z.infer<typeof auditAlias>>;

/** The table's keys, and those of its index. Both kinds of items have all four. */
export const auditKeys = { partitionKey: 'account', sortKey: 'position' } as const;
export const auditIndex = { name: 'day', partitionKey: 'day', sortKey: 'place' } as const;

/** Stands for the entity of an entry that concerns none. */
export const noEntity = '-';

interface Origin {
  /** When the attempt began that began the change; milliseconds since the epoch. */
  readonly at: number;
  /** That attempt. */
  readonly by: string;
}

/** Where an entry belongs: the same for every attempt that finds the same change. */
export function positionOf(origin: Origin, what: AuditEntry['what'], entityId: string = noEntity): string {
  return [timeText(origin.at), origin.by, entityId, what].join('#');
}

/** All entries of an entity are together. */
export function placeOf(
  recordedAt: string,
  owner: string,
  what: AuditEntry['what'],
  entityId: string = noEntity,
): string {
  return [entityId, recordedAt, owner, what].join('#');
}

/** The positions of an account's aliases begin so. Those of its entries begin with a time. */
export const aliasPrefix = 'login#';

/** Whether an item of the log's table is the login of an account, and no entry. */
export function isAlias(position: string | undefined): boolean {
  return position?.startsWith(aliasPrefix) === true;
}

/** @param milliseconds since the epoch */
export function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** @param milliseconds since the epoch, if they are known */
export function optionalTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : timeText(milliseconds);
}
