/** A group that a source has deleted or filled anew: an item of the table of people, by each of its names and ids. */
import * as z from 'zod/mini';
import { fieldsOf, itemIdentity, type LedgerItem } from '../ledger/ledger-item.ts';
import { sha256 } from '../sha256.ts';

/** Before the hash of a group's name or id. */
export const groupPrefix = 'group:';

export type GroupKey = `${typeof groupPrefix}${string}`;

/** Whose group it is, and what the source calls it. */
export interface NamedGroup {
  readonly source: string;
  readonly publisher?: string | undefined;
  /** A name or an id, in comparable form. */
  readonly name?: string | undefined;
  /** The id of a directory: the item stands for all groups in it. */
  readonly directory?: string | undefined;
}

/** Times of the source, RFC 3339 in UTC, to the millisecond: of each the newest. */
interface GroupTimes {
  readonly deletedAt?: string | undefined;
  /** When the source named all members anew. */
  readonly replacedAt?: string | undefined;
}

export interface KnownGroup extends NamedGroup, GroupTimes {
  /** Until when memberships are over, as of the newest end for which the walks were sent. */
  readonly walkedFor?: string | undefined;
  /** When the last walk begins that was sent; milliseconds since the epoch. */
  readonly lastWalkAt?: number | undefined;
}

const stored = z.object({
  source: z.string(),
  publisher: z.optional(z.string()),
  name: z.optional(z.string()),
  directory: z.optional(z.string()),
  deletedAt: z.optional(z.string()),
  replacedAt: z.optional(z.string()),
  walkedFor: z.optional(z.string()),
  lastWalkAt: z.optional(z.number()),
});

/** Groups of one name in two sources, or from two publishers, are two groups. */
export function groupKey({ source, publisher, name, directory }: NamedGroup): GroupKey {
  const called = directory === undefined ? ['name', name] : ['directory', directory];
  return `${groupPrefix}${sha256([source, publisher ?? null, ...called])}`;
}

export function isGroupItem(item: LedgerItem): boolean {
  return itemIdentity(item).startsWith(groupPrefix);
}

/** @throws ServiceError `newer-record` */
export function knownGroupOf(item: LedgerItem): KnownGroup {
  return stored.parse(fieldsOf(item, 'group'));
}

/** Memberships said at this time or before are over. Who is named as the members are replaced is named at that time. */
export function membersEndedAt({ deletedAt = '', replacedAt }: GroupTimes): string {
  const beforeReplacement = replacedAt === undefined ? '' : new Date(Date.parse(replacedAt) - 1).toISOString();
  return deletedAt > beforeReplacement ? deletedAt : beforeReplacement;
}
