/**
 * Counts the people whom a walk is to change, before any of them is decided anew. They are decided about one by one: else the
 * first of too many would go through.
 */
import { isGroupCause } from './cause.ts';
import { type Direction, directionOf, directions } from './effect.ts';
import type { ProposedChange } from './proposed-change.ts';
import { newlyProposed } from './quarantined.ts';
import { counterOf, everybodyRevoked } from './safeguard-item.ts';
import { type Limits, roomIn } from './thresholds.ts';

/** People by counter: of groups, and of all revocations. */
export type ForeseenPeople = Readonly<Record<string, number>>;

/** SQS takes messages of 256 KB, and a walk has the counts in its own. */
const maxCounters = 4000;

export function withForeseen(before: ForeseenPeople, changes: readonly ProposedChange[]): ForeseenPeople {
  const people = new Map(Object.entries(before));
  for (const name of changes.flatMap(countersOf)) {
    if (people.has(name) || people.size < maxCounters) people.set(name, (people.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(people);
}

function countersOf({ waiting, effects, causesOf }: ProposedChange): readonly string[] {
  const fresh = newlyProposed(waiting, effects);
  return directions.flatMap((direction) => {
    const own = fresh.filter((effect) => directionOf(effect) === direction);
    if (own.length === 0) return [];
    const groups = causesOf(own).filter(isGroupCause);
    const all = direction === 'revocations' ? [everybodyRevoked] : [];
    return [...all, ...groups.map(({ id }) => counterOf(direction, id))];
  });
}

/**
 * The counters of groups that are to have room for nobody.
 *
 * @param expected how many more people may change than the limits say
 */
export function tooLargeAmong(
  people: ForeseenPeople,
  direction: Direction,
  limits: Limits,
  expected: number,
): readonly string[] {
  const room = roomIn(limits, expected);
  const { [everybodyRevoked]: revoked = 0, ...ofGroups } = people;
  const isDayOver = direction === 'revocations' && revoked > room.ofAll;
  return Object.entries(ofGroups).flatMap(([name, count]) =>
    name.startsWith(counterOf(direction, '')) && (isDayOver || count > room.ofCause) ? [name] : [],
  );
}
