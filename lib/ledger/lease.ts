/** Tells what an event may change for a user, by the precedents of the user's entities. */
import type { Spelling } from '../login.ts';
import {
  type AccessChange,
  isMadeBefore,
  isSuperseded,
  type NewerEvent,
  newerEvent,
  type Precedent,
} from './precedence.ts';
import { precedentOf } from './user-item.ts';
import { maxEntities } from './user-item-bound.ts';

/** What a delivery may do while it holds a user's record. */
export interface UserLease {
  readonly change: AccessChange;
  /** Entities for which a newer event counts. */
  readonly superseded: ReadonlySet<string>;
  /** Entities in which an earlier attempt at this event succeeded. */
  readonly made: ReadonlySet<string>;
  /** Entities in which a request of ours may be pending. */
  readonly requested: ReadonlySet<string>;
  /** The record's key. */
  readonly identity: string;
  readonly owner: string;
  /** Of every entity, before the attempt. */
  readonly precedents: ReadonlyMap<string, Precedent>;
  readonly revokedBefore: number | undefined;
  /** How Zuora spelt the login when it last knew the user. */
  readonly spelling: Spelling | undefined;
}

/** Why the record could not be acquired. */
export type UserRefusal =
  /** Another delivery holds it. */
  | { readonly is: 'held' }
  /** Zuora may still work on a write in one of the entities. */
  | { readonly is: 'closed'; readonly until: number }
  /** The user's item has no room for the entities of one more grant. */
  | { readonly is: 'full' };

/** @param madeIn entities in which the event was made, though its own record lacks that */
export function leaseOf(
  change: AccessChange,
  precedents: ReadonlyMap<string, Precedent>,
  revokedBefore: number | undefined,
  madeIn: readonly string[] = [],
): Omit<UserLease, 'identity' | 'owner' | 'spelling'> {
  const those = (holds: (precedent: Precedent) => boolean) =>
    new Set(change.entityIds.filter((id) => holds(precedentOf({ precedents, revokedBefore }, id))));
  return {
    change,
    superseded: those((precedent) => isSuperseded(change, precedent)),
    made: new Set([...those((precedent) => isMadeBefore(change, precedent)), ...madeIn]),
    requested: those(({ requestedAt }) => requestedAt !== undefined),
    precedents,
    revokedBefore,
  };
}

/** Why an event may not go on now, though nobody holds the record. */
export function refusalOf(lease: UserLease, now: number): UserRefusal | undefined {
  const { change, precedents } = lease;
  const closedUntil = Math.max(0, ...counting(lease).map((id) => precedents.get(id)?.unansweredUntil ?? 0));
  if (closedUntil > now) return { is: 'closed', until: closedUntil };
  const added = change.entityIds.filter((id) => !precedents.has(id));
  const isFull = change.grants && added.length > 0 && precedents.size + added.length > 2 * maxEntities;
  return isFull ? { is: 'full' } : undefined;
}

/** The entities in which no newer event counts. */
export function counting({ change, superseded }: Pick<UserLease, 'change' | 'superseded'>): readonly string[] {
  return change.entityIds.filter((id) => !superseded.has(id));
}

/** The newer event of each superseded entity, by the entity's id. */
export function newerEvents(lease: UserLease): ReadonlyMap<string, NewerEvent> {
  const newer = [...lease.superseded].map((id) => [id, newerEvent(lease.change, precedentOf(lease, id))] as const);
  return new Map(newer.flatMap(([id, event]) => (event === undefined ? [] : [[id, event] as const])));
}
