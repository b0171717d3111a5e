/**
 * The record of a user that releases before linked accounts kept in the ledger's table: the newest event of every entity.
 * Nothing writes it any more, apart from the version that tells such a release to leave the user alone.
 */
import * as z from 'zod/mini';
import { foldLogin, type Spelling } from '../login.ts';
import { sha256 } from '../sha256.ts';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';

/** The event that counted for a user in an entity, and what the service did there. Times in milliseconds since the epoch. */
export interface Precedent {
  readonly grants: boolean;
  /** The event's time. */
  readonly time: number;
  /** The time of the newest event that revoked access. */
  readonly revokedAt?: number | undefined;
  /** When a request was sent that may still await an administrator. */
  readonly requestedAt?: number | undefined;
  /** Until when Zuora may work on a write that it did not answer. */
  readonly unansweredUntil?: number | undefined;
}

/** An event whose attempt held the user's lease, or was cut off while it did, or whose own record lacks its outcome. */
export interface OpenEvent {
  readonly grants: boolean;
  /** The event's time; milliseconds since the epoch. */
  readonly time: number;
  readonly entityIds: readonly string[];
  /** When the attempt began; milliseconds since the epoch. */
  readonly begunAt: number;
  /** Whether Zuora accepted it, though its own record could not be written. */
  readonly isMade?: boolean | undefined;
}

export interface UserItem {
  /** The attempt that holds the lease, or held it last. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly leaseExpiresAt: number;
  /** By entity id. */
  readonly precedents: ReadonlyMap<string, Precedent>;
  /** By the event's identity. */
  readonly openEvents: ReadonlyMap<string, OpenEvent>;
  /** The newest time of a revocation that has no precedent of its own any more; milliseconds since the epoch. */
  readonly revokedBefore: number | undefined;
  /** How Zuora spelt the login when it last knew the user. */
  readonly spelling: Spelling | undefined;
}

const entityPrefix = 'entity_';
const eventPrefix = 'event_';

const storedPrecedent = z.object({
  grants: z.boolean(),
  time: z.number(),
  revokedAt: z.optional(z.number()),
  requestedAt: z.optional(z.number()),
  unansweredUntil: z.optional(z.number()),
});

const storedEvent = z.object({
  grants: z.boolean(),
  time: z.number(),
  entityIds: z.array(z.string()),
  begunAt: z.number(),
  isMade: z.optional(z.boolean()),
});

const stored = z.looseObject({
  version: z._default(z.number(), 1),
  owner: z.string(),
  freeAt: z.number(),
  revokedBefore: z.optional(z.number()),
  spelling: z.optional(z.object({ capitals: z.array(z.number()), isDecomposed: z.boolean() })),
  /** Version 1: all entities in one attribute. */
  precedents: z._default(
    z.record(
      z.string(),
      z.object({ gives: z.boolean(), time: z.number(), takenAt: z.optional(z.number()), requested: z.boolean() }),
    ),
    {},
  ),
});

/**
 * The key of a user's account, and of this record: SHA-256 of the JSON `["user", login]`. All spellings of a login are one
 * user. The records of events have it too, so that an operator finds the events of a person.
 */
export function userIdentity(username: string): string {
  return sha256(['user', foldLogin(username)]);
}

/** @throws ServiceError `newer-record` */
export function userItemOf(item: LedgerItem): UserItem {
  const { owner, freeAt, precedents, ...attributes } = stored.parse(fieldsOf(item, 'user'));
  // Version 1 knew only that a request may be pending. The end of the last lease is close to when it was sent.
  const ofVersion1 = Object.entries(precedents).map(
    ([id, { gives, takenAt, requested, time }]): [string, Precedent] => [
      id,
      { grants: gives, time, revokedAt: takenAt, requestedAt: requested ? freeAt : undefined },
    ],
  );
  const ofVersion2 = named(attributes, entityPrefix).map(([id, value]) => [id, storedPrecedent.parse(value)] as const);
  return {
    ...{ owner, leaseExpiresAt: freeAt, spelling: attributes.spelling, revokedBefore: attributes.revokedBefore },
    precedents: new Map([...ofVersion1, ...ofVersion2]),
    openEvents: new Map(named(attributes, eventPrefix).map(([id, value]) => [id, storedEvent.parse(value)])),
  };
}

function named(attributes: Readonly<Record<string, unknown>>, prefix: string): [string, unknown][] {
  return Object.entries(attributes)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}
