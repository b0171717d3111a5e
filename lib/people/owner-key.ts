/** Says whom an account's key, or a login, belongs to: items of the table of people. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import { userIdentity } from '../ledger/user-item.ts';
import { sha256 } from '../sha256.ts';

/** Whom a key belongs to. */
export interface Owner {
  readonly person: string;
  /** Of a login: raised when it gets another person. */
  readonly generation?: number | undefined;
  /** Milliseconds since the epoch; undefined for an item of an earlier release. */
  readonly givenAt?: number | undefined;
  /** The id of the person whose the key was before; undefined if nobody's. They may share that of an account. */
  readonly former?: string | undefined;
  /** Of a login: when that person left, RFC 3339. Who claimed it since may not be written. */
  readonly leftBefore?: string | undefined;
}

/** No invocation of a function is longer; milliseconds. Whoever is not written by then was left so by a crash. */
const longestWrite = 120_000;

/** Whether the person to whom the key was given may be about to be written. */
export function isJustGiven({ givenAt = 0 }: Pick<Owner, 'givenAt'>, now: number): boolean {
  return now - givenAt < longestWrite;
}

/** Who had a login before, and has left. */
export type FormerOwner = Pick<Owner, 'former' | 'leftBefore'>;

/** Before a person's id. */
export const personPrefix = 'person:';

/** Before the hash of an account's key. */
export const accountPrefix = 'account:';

/** By the keys that were read. */
export type Owners = ReadonlyMap<OwnerKey, Owner | undefined>;

/** Of an account's key, or of a login. */
export type OwnerKey = `${typeof accountPrefix}${string}` | `login:${string}`;

const owner = z.object({
  person: z.string(),
  generation: z.optional(z.number()),
  givenAt: z.optional(z.number()),
  former: z.optional(z.string()),
  leftBefore: z.optional(z.string()),
});

/** What tells the accounts of one publisher's form of a source, or of one directory, from those of another. */
export interface AccountSpace {
  readonly source: string;
  readonly publisher?: string | undefined;
  readonly directory?: string | undefined;
}

/** These attributes are the directory's own: two directories may give one number to two people. */
const ofDirectory: readonly string[] = ['externalId', 'employeeNumber'];

/** @param key the attribute, such as `externalId` */
export function accountKey({ source, publisher, directory }: AccountSpace, key: string, value: string): OwnerKey {
  const space = directory !== undefined && ofDirectory.includes(key) ? [directory] : [];
  return `${accountPrefix}${sha256([source, publisher ?? null, key, value, ...space])}`;
}

export function loginKey(login: string): OwnerKey {
  return `login:${userIdentity(login)}`;
}

/** The key of a person's own item. */
export function personIdentity(id: string): string {
  return `${personPrefix}${id}`;
}

export function keyOf(item: LedgerItem): OwnerKey {
  return unmarshall(item)['identity'];
}

export function ownerOf(item: LedgerItem): Owner {
  return owner.parse(fieldsOf(item, 'owner'));
}
