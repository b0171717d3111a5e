/** Everybody who keeps access, after they have moved, until the policy's grace is over. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { PeopleReader, type PeopleSession } from './people-reader.ts';

/** One access that ends. */
export interface Mover {
  /** The person's id. */
  readonly person: string;
  /** The newest login of the person; undefined if they have none. */
  readonly username: string | undefined;
  readonly entityId: string;
  /** The rules that gave it. */
  readonly rules: readonly string[];
  /** RFC 3339 in UTC. */
  readonly endsAt: string;
}

/**
 * @param onRead called after each page with the numbers of people read, and of accesses found
 * @returns what ends first comes first; undefined when interrupted
 */
export async function readMovers(
  { aws, stack, interruption }: PeopleSession,
  onRead: (people: number, found: number) => void,
): Promise<readonly Mover[] | undefined> {
  const movers: Mover[] = [];
  let read = 0;
  for await (const people of new PeopleReader(aws.dynamodb, stack.people).pages()) {
    movers.push(...people.flatMap(endingOf));
    read += people.length;
    onRead(read, movers.length);
    if (interruption.aborted) return undefined;
  }
  return movers.toSorted((one, other) => Date.parse(one.endsAt) - Date.parse(other.endsAt));
}

function endingOf({ id: person, logins, decided: { assignments, endsAt } }: KnownPerson): readonly Mover[] {
  const username = logins.at(-1)?.login;
  return [...endsAt].map(([entityId, end]) => ({
    ...{ person, username, entityId },
    rules: assignments.get(entityId) ?? [],
    endsAt: end,
  }));
}
