/**
 * The item of a user in the ledger's table: the lease, the events that are open, and the precedent of every entity.
 *
 * Every open event and every entity has an attribute of its own, so that a delivery writes only what it changes. The item
 * is bounded (user-item-bound.ts): beyond `maxEntities` the oldest revocations are folded into one time, `revokedBefore`. A grant that is not
 * newer is superseded in every entity without a precedent, so nothing forgotten lets a leaver in again.
 */
import * as z from 'zod/mini';
import { foldLogin, type Spelling } from '../login.ts';
import { sha256 } from '../sha256.ts';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';
import { newestRevocation, type Precedent, unlisted } from './precedence.ts';

/** An event whose attempt holds the user's lease, or was cut off while it did, or whose own record lacks its outcome. */
export interface OpenEvent {
  readonly operation: string;
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
  /** Whether the item has the form of version 1, with all precedents in one attribute. */
  readonly isOfVersion1: boolean;
}

/** What one update can write, with the entities of an event. */
const maxConverted = 100;

/** How long an access request may await an administrator. Zuora names no limit. */
const requestRetention = 400 * 24 * 3_600_000;

const entityPrefix = 'entity_';
const eventPrefix = 'event_';

const storedPrecedent = z.object({
  operation: z.string(),
  grants: z.boolean(),
  time: z.number(),
  event: z.optional(z.string()),
  revokedAt: z.optional(z.number()),
  requestedAt: z.optional(z.number()),
  unansweredUntil: z.optional(z.number()),
});

const storedEvent = z.object({
  operation: z.string(),
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
      z.object({
        operation: z.string(),
        gives: z.boolean(),
        time: z.number(),
        takenAt: z.optional(z.number()),
        requested: z.boolean(),
      }),
    ),
    {},
  ),
});

/**
 * The key of a user's item: SHA-256 of the JSON `["user", login]`. All spellings of a login are one user. The records of
 * events have it too, so that an operator finds the events of a person.
 */
export function userIdentity(username: string): string {
  return sha256(['user', foldLogin(username)]);
}

/** @throws ServiceError `newer-record` */
export function userItemOf(item: LedgerItem): UserItem {
  const { version, owner, freeAt, precedents, ...attributes } = stored.parse(fieldsOf(item, 'user'));
  const lease = { owner, leaseExpiresAt: freeAt, spelling: attributes.spelling };
  if (version === 1) return { ...lease, ...ofVersion1(precedents, freeAt), openEvents: new Map(), isOfVersion1: true };
  return {
    ...lease,
    precedents: new Map(named(attributes, entityPrefix).map(([id, value]) => [id, storedPrecedent.parse(value)])),
    openEvents: new Map(named(attributes, eventPrefix).map(([id, value]) => [id, storedEvent.parse(value)])),
    revokedBefore: attributes.revokedBefore,
    isOfVersion1: false,
  };
}

/**
 * Version 1 did not bound its precedents. The newest are kept, pending requests before all. Version 1 knew only that a
 * request may be pending; the end of the last lease is close to when it was sent.
 */
function ofVersion1(
  precedents: z.infer<typeof stored>['precedents'],
  freeAt: number,
): Pick<UserItem, 'precedents' | 'revokedBefore'> {
  const all = Object.entries(precedents)
    .map(([id, { gives, takenAt, requested, ...precedent }]): [string, Precedent] => [
      id,
      { ...precedent, grants: gives, revokedAt: takenAt, requestedAt: requested ? freeAt : undefined },
    ])
    .toSorted(([, one], [, other]) => importance(other) - importance(one));
  return {
    precedents: new Map(all.slice(0, maxConverted)),
    revokedBefore: newestRevocation(all.slice(maxConverted).map(([, precedent]) => precedent)),
  };
}

function importance({ requestedAt, time }: Precedent): number {
  return requestedAt === undefined ? time : Number.MAX_SAFE_INTEGER;
}

function named(attributes: Readonly<Record<string, unknown>>, prefix: string): [string, unknown][] {
  return Object.entries(attributes)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}

export function precedentOf(
  item: Pick<UserItem, 'precedents' | 'revokedBefore'> | undefined,
  entityId: string,
): Precedent {
  return item?.precedents.get(entityId) ?? unlisted(item?.revokedBefore);
}

/** The attributes of precedents; `undefined` removes one. */
export function precedentAttributes(
  precedents: ReadonlyMap<string, Precedent | undefined>,
): Record<string, Precedent | undefined> {
  return Object.fromEntries([...precedents].map(([id, precedent]) => [`${entityPrefix}${id}`, precedent]));
}

/** The attributes of open events; `undefined` removes one. */
export function eventAttributes(
  events: ReadonlyMap<string, OpenEvent | undefined>,
): Record<string, OpenEvent | undefined> {
  return Object.fromEntries([...events].map(([id, event]) => [`${eventPrefix}${id}`, event]));
}

/** Until when an item with these precedents is kept, whatever the ledger's retention; milliseconds since the epoch. */
export function keepUntil(precedents: Iterable<Pick<Precedent, 'requestedAt'>>): number {
  const pending = [...precedents].map(({ requestedAt }) => requestedAt).filter((time) => time !== undefined);
  return pending.length > 0 ? Math.max(...pending) + requestRetention : 0;
}
