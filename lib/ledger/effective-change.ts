/**
 * The ledger's record of an effective-dated change: what a source said last of one person and one kind of change.
 *
 *   pending ──its date──> started ──sent──> done
 *      └────cancelled by an operator──> cancelled
 *
 * A later statement replaces the record in any state. A change that takes effect at once is recorded as done. The record is
 * kept by the account of the source, because a login can change. Another one by the login leads to it: not every event names
 * the account.
 */
import * as z from 'zod/mini';
import { foldLogin } from '../login.ts';
import { sha256 } from '../sha256.ts';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';

/** An event that goes to the queue of an operation on the date. */
const outgoingEvent = z.object({ id: z.string(), type: z.string(), body: z.string() });

export type OutgoingEvent = Readonly<z.infer<typeof outgoingEvent>>;

/** The fields under the names that they have in DynamoDB. */
const stored = z.object({
  version: z.int().check(z.minimum(1)),
  identity: z.string(),
  source: z.string(),
  publisher: z.optional(z.string()),
  change: z.string(),
  groups: z.array(z.string()),
  /** Absent once the change is done: nothing needs it any more. */
  username: z.optional(z.string()),
  announcement: z.string(),
  announcedBy: z.string(),
  /** Of the message that announced it. Records of earlier releases have none. */
  messageId: z.optional(z.string()),
  saidAt: z.string(),
  effectiveAt: z.optional(z.string()),
  state: z.enum(['pending', 'started', 'done', 'cancelled']),
  /** The identity of the record by the account, which counts instead. */
  movedTo: z.optional(z.string()),
  /** What the source said, in JSON, until the change is done. */
  said: z.optional(z.string()),
  /** Of records of earlier releases: the events that carry the change out. */
  events: z.array(outgoingEvent),
  /** The announcements that operators cancelled, or that a new engagement made untrue. None of them comes back. */
  cancelled: z.array(z.string()),
  cancelledAt: z.optional(z.string()),
  /** The ARN of the operator. */
  cancelledBy: z.optional(z.string()),
  /** When DynamoDB deletes the record; seconds since the epoch. */
  expiresAt: z.optional(z.number()),
});

export type EffectiveChange = Readonly<z.infer<typeof stored>>;

/** What a source says of a person. Times are RFC 3339 in UTC, to the millisecond. */
export interface Statement {
  /** By the login. */
  readonly identity: string;
  /** By the account; undefined if the event does not name it. */
  readonly accountIdentity?: string | undefined;
  readonly source: string;
  readonly publisher: string | undefined;
  readonly change: string;
  readonly groups: readonly string[];
  readonly username: string;
  /** Equal for every report of one announcement. */
  readonly announcement: string;
  /** The id of the event. */
  readonly announcedBy: string;
  /** The ID of the event's message. */
  readonly messageId?: string;
  readonly saidAt: string;
  /** Undefined if the change takes effect at once. */
  readonly effectiveAt: string | undefined;
  /** Whether the source takes back what it announced. */
  readonly isWithdrawal?: boolean;
  /** What is learnt on the date, in JSON; undefined if the policy can use nothing of it. */
  readonly said?: string | undefined;
}

/** The records of other kinds have a hash alone for a key. A role can be limited to this prefix. */
export const effectivePrefix = 'effective:';

/** Hex digits: few enough to copy from a terminal, and enough that no two changes share a record. */
const idLength = 16;

/**
 * The key of the record: one for a person in a source and a kind of change. Joining and leaving are two kinds, so a
 * contractor may be announced with both dates. So are a suspension and a leaving: a leave must not take the place of a
 * leaving that is announced, since a return would lift it. The memberships of each group are kinds of their own.
 *
 * @param account the id of the account; left out, the person is known by the login
 */
export function effectiveIdentity(
  {
    source,
    publisher,
    username,
    change,
    groups,
  }: Pick<Statement, 'source' | 'publisher' | 'username' | 'change' | 'groups'>,
  account?: string,
): string {
  const kind = [change, ...groups.toSorted()];
  const person = account === undefined ? foldLogin(username) : { account };
  return `${effectivePrefix}${sha256([source, publisher ?? null, person, kind]).slice(0, idLength)}`;
}

/** @throws ServiceError `newer-record` */
export function effectiveChangeOf(item: LedgerItem): EffectiveChange {
  return stored.parse(fieldsOf(item, 'effective'));
}

/** What becomes of a statement. */
export interface Judgement {
  readonly is: 'cancelled' | 'replaced' | 'waits' | 'due';
  /** The state in which it is to be recorded, if it is. */
  readonly write?: 'pending' | 'done';
}

/**
 * The last statement counts, unless it was cancelled. A change at once is carried out in any case, because it has
 * happened. It replaces what was announced before.
 */
export function judgeStatement(record: EffectiveChange | undefined, statement: Statement, now: number): Judgement {
  const { announcement, change, effectiveAt, isWithdrawal, said } = statement;
  if (record?.cancelled.includes(announcement)) return { is: 'cancelled' };
  const isLast = record === undefined || record.announcement === announcement || isSaidAfter(statement, record);
  // An address that is corrected today says nothing of a transfer next month.
  const replaces = change !== 'changed' || isWithdrawal === true;
  if (effectiveAt === undefined) return { is: 'due', ...(isLast && replaces && { write: 'done' }) };
  if (!isLast) return { is: 'replaced' };
  if (Date.parse(effectiveAt) <= now) return { is: 'due', write: 'done' };
  return { is: 'waits', write: said === undefined ? 'done' : 'pending' };
}

type Said = Pick<Statement, 'saidAt' | 'announcement'>;

/** The one of two records that was said last, with what was cancelled in either. */
export function newerChange(one: EffectiveChange, other: EffectiveChange): EffectiveChange {
  const newer = isSaidAfter(other, one) ? other : one;
  return { ...newer, cancelled: [...new Set([...one.cancelled, ...other.cancelled])] };
}

/** Of two with one time the same one counts in any order of delivery. */
function isSaidAfter(one: Said, other: Said): boolean {
  return one.saidAt === other.saidAt ? one.announcement > other.announcement : one.saidAt > other.saidAt;
}
