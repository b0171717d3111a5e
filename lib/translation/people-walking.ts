/** One step of a walk over the table of people: a page, and the message for the next one. */
import { concernsMembers, endedGroups, type GroupEnds, groupEndsOf, withGroupEnds } from '../people/group-ends.ts';
import type { KnownGroup } from '../people/known-group.ts';
import type { KnownPerson } from '../people/known-person.ts';
import { personIdentity } from '../people/owner-key.ts';
import type { PeoplePages } from '../people/people-pages.ts';
import type { PeopleTable } from '../people/people-table.ts';
import { type Walk, walkBody } from '../people/people-walk.ts';
import { personLookBody } from '../people/person-look-body.ts';
import type { Safeguard } from '../safeguard/safeguard.ts';
import { inParallel } from './in-parallel.ts';
import type { OperationQueues } from './operation-queues.ts';

export interface WalkServices {
  readonly people: PeopleTable;
  readonly pages: PeoplePages;
  readonly queues: OperationQueues;
  /** Undefined if nothing waits for an operator. */
  readonly safeguard: Safeguard | undefined;
}

/**
 * A crash repeats the page. People who were decided anew before are not concerned any more, or decided as before.
 *
 * @param queueArn of the queue of looks at people, on which the walk goes on
 * @param requireTime throws if no time is left for another call
 */
export async function walkOn(
  { people, pages, queues, safeguard }: WalkServices,
  walk: Walk,
  queueArn: string,
  requireTime: () => void,
): Promise<void> {
  const groups = walk.groups && (await people.groups(walk.groups));
  requireTime();
  // Of groups that are forgotten again, nobody's membership ends.
  const page = groups?.length === 0 ? undefined : await pages.read(textsOf(groups ?? []), walk.from);
  if (page === undefined) return;
  const ends = groupEndsOf(groups ?? []);
  const concerned = page.people.filter(({ accounts }) => groups === undefined || concernsMembers(accounts, ends));
  await safeguard?.foresee(countsOf(concerned.flatMap((person) => groupsLeft(person, ends))));
  await inParallel(concerned, (person) => people.requireDecision(person));
  const looks = concerned.map(({ id }) => ({ body: personLookBody(personIdentity(id)), delay: 0 }));
  await queues.send(queueArn, looks, requireTime);
  if (page.last === undefined) return;
  await queues.send(queueArn, [{ body: walkBody({ ...walk, from: page.last }), delay: 0 }], requireTime);
}

/** The groups that somebody is in no more, and that is not known of them yet. */
function groupsLeft({ accounts }: Pick<KnownPerson, 'accounts'>, ends: GroupEnds): readonly string[] {
  return endedGroups(accounts, withGroupEnds(accounts, ends));
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** As the items of their members have them, in JSON. */
function textsOf(groups: readonly KnownGroup[]): readonly string[] {
  return groups.map(({ name, directory }) => JSON.stringify(directory ?? name));
}
