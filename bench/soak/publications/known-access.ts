/**
 * What the soak's policy gives a person by all that identity events say of them. It is a small model of its own: the newest
 * statement counts, in whatever order the events arrive.
 */
import type { AccessCourse } from '../access-course.ts';
import { excludedUserType, teams } from '../policy.ts';

/** What an event says of a person. */
export type Saying =
  /** Whether the person is in the group with the team's name. */
  | { readonly kind: 'membership'; readonly team: string; readonly isMember: boolean }
  | { readonly kind: 'department'; readonly name: string }
  | { readonly kind: 'userType'; readonly name: string }
  | { readonly kind: 'state'; readonly is: State };

type State = 'active' | 'suspended' | 'left';

/** An event about a person. */
export interface Statement {
  /** Whose state of the person it tells. */
  readonly source: string;
  /** When it happened, in seconds. */
  readonly at: number;
  readonly says: readonly Saying[];
}

/** The ids of the offices that the person has once all this is known. Who has left one source, or is suspended in one, has none. */
export function officesOf(statements: readonly Statement[]): ReadonlySet<string> {
  const states = new Map<string, State>();
  const memberships = new Map<string, boolean>();
  let [department, userType] = ['', ''];
  for (const { source, says } of statements.toSorted((one, other) => one.at - other.at)) {
    for (const said of says) {
      if (said.kind === 'state') states.set(source, said.is);
      if (said.kind === 'membership') memberships.set(said.team, said.isMember);
      if (said.kind === 'department') department = said.name;
      if (said.kind === 'userType') userType = said.name;
    }
  }
  if (userType === excludedUserType || [...states.values()].some((is) => is !== 'active')) return new Set();
  const joined = teams.filter(({ name }) => name === department || memberships.get(name) === true);
  return new Set(joined.flatMap(({ offices }) => offices));
}

/** @param had the offices that the person has in Zuora before, and that the statements end or give */
export function coursesOf(
  username: string,
  statements: readonly Statement[],
  had: readonly string[] = [],
): readonly AccessCourse[] {
  const known = accessByArrival(statements, had);
  const everything = new Set(known.flatMap((offices) => [...offices]));
  return [...everything].sort().map((entityId) => {
    const states = known.map((offices) => offices.has(entityId));
    const [first = false, last = false] = [states[0], states.at(-1)];
    return { username, entityId, had: first, has: last, mostGrants: mostRises(states) };
  });
}

/** The offices after some of the events have arrived. Each bit of the index stands for one event. */
function accessByArrival(statements: readonly Statement[], had: readonly string[]): readonly ReadonlySet<string>[] {
  return Array.from({ length: 2 ** statements.length }, (_, arrived) =>
    arrived === 0 ? new Set(had) : officesOf(statements.filter((_one, index) => arrived & (1 << index))),
  );
}

/** How often access begins at the most, over all orders in which the events can arrive. */
function mostRises(states: readonly boolean[]): number {
  const most: number[] = [0];
  for (let arrived = 1; arrived < states.length; arrived += 1) {
    const ways: number[] = [];
    for (let bit = 1; bit <= arrived; bit <<= 1) {
      const before = arrived & ~bit;
      if (before !== arrived) ways.push((most[before] ?? 0) + Number(states[arrived] && !states[before]));
    }
    most.push(Math.max(...ways));
  }
  return most.at(-1) ?? 0;
}
