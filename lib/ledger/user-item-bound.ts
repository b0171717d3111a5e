/** What a new attempt leaves out of a user's item, so that the item stays within what DynamoDB allows. */
import { newestRevocation, type Precedent } from './precedence.ts';
import type { UserItem } from './user-item.ts';

/** Of 200 bytes each, they fill a quarter of an item. */
export const maxEntities = 500;

/** They come back within their window. Of 4,000 bytes each at most, these fill a fifth of an item. */
const maxMadeEvents = 20;

/** What one update can remove, with the entities of an event. */
const maxRemoved = 100;

/**
 * The open events that a new attempt removes from the item: those that were cut off, and what would leave too little room.
 *
 * @param forgetBefore what is older counts no more; milliseconds since the epoch
 */
export function endedEvents(openEvents: UserItem['openEvents'], forgetBefore: number): readonly string[] {
  const made = [...openEvents].filter(([, { isMade, begunAt }]) => isMade && begunAt >= forgetBefore);
  const newest = made.toSorted(([, one], [, other]) => other.begunAt - one.begunAt).slice(0, maxMadeEvents);
  const kept = new Set(newest.map(([id]) => id));
  return [...openEvents.keys()].filter((id) => !kept.has(id));
}

/**
 * The entities that a new attempt removes from the item.
 *
 * @param precedents all of them, as the attempt would leave them
 * @param forgetBefore what is older counts no more; milliseconds since the epoch
 * @returns the entities to remove, and the time that stands for their revocations
 */
export function pruned(
  precedents: ReadonlyMap<string, Precedent>,
  forgetBefore: number,
  now: number,
): { readonly entityIds: readonly string[]; readonly revokedBefore: number | undefined } {
  const removable = [...precedents]
    .filter(([, { requestedAt, unansweredUntil = 0 }]) => requestedAt === undefined && unansweredUntil <= now)
    .toSorted(([, one], [, other]) => Number(one.grants) - Number(other.grants) || one.time - other.time);
  const old = removable.filter(([, { time, revokedAt = 0 }]) => Math.max(time, revokedAt) < forgetBefore);
  const surplus = removable.slice(0, Math.max(0, precedents.size - maxEntities));
  return {
    entityIds: [...new Map([...surplus, ...old]).keys()].slice(0, maxRemoved),
    revokedBefore: newestRevocation(surplus.slice(0, maxRemoved).map(([, precedent]) => precedent)),
  };
}
