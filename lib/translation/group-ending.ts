/** Remembers that groups ended, and has everybody decided anew who was in them. */
import { siblingArn } from '../arn.ts';
import { groupKey, type KnownGroup, membersEndedAt } from '../people/known-group.ts';
import type { PeopleTable } from '../people/people-table.ts';
import { walkBody, walksOf } from '../people/people-walk.ts';
import { needsWalks, walkDelays } from './group-walks.ts';
import { inParallel } from './in-parallel.ts';
import type { OperationQueues } from './operation-queues.ts';
import type { PlannedChange } from './plan.ts';
import type { TranslationSettings } from './settings.ts';

interface WalkServices {
  readonly people: PeopleTable;
  readonly queues: OperationQueues;
  readonly settings: Pick<TranslationSettings, 'personLookQueue' | 'functionTimeout'>;
  readonly now: () => number;
}

/** @returns the groups whose members are still to be found, by key */
export async function rememberGroupEnds(
  people: PeopleTable,
  planned: readonly PlannedChange[],
): Promise<readonly KnownGroup[]> {
  const ends = planned.flatMap(({ groupEnd }) => groupEnd ?? []);
  const ended = new Map<string, KnownGroup>();
  await inParallel(
    ends.flatMap(({ groups, ...end }) => groups.map((group) => ({ group, ...end }))),
    async ({ group, at, time, isUnlisted }) => {
      const known = await people.groups.end(group, at, time);
      const before = ended.get(groupKey(group));
      const isNewer = before === undefined || membersEndedAt(before) < membersEndedAt(known);
      if (isUnlisted !== true && isNewer) ended.set(groupKey(group), known);
    },
  );
  return [...ended.values()].filter(needsWalks);
}

/**
 * @param ended by `rememberGroupEnds`
 * @param queueArn of the queue with identity events
 * @param requireTime throws if no time is left for another call
 */
export async function walkMembers(
  { people, queues, settings, now }: WalkServices,
  ended: readonly KnownGroup[],
  queueArn: string,
  requireTime: () => void,
): Promise<void> {
  const { personLookQueue, functionTimeout } = settings;
  const startedAt = now();
  const delays = new Map(ended.map((group) => [group, walkDelays(group, startedAt, functionTimeout)]));
  const byDelays = Map.groupBy(ended, (group) => JSON.stringify(delays.get(group)));
  const messages = [...byDelays.values()].flatMap((groups) => {
    const bodies = walksOf(groups.map(groupKey)).map(walkBody);
    const [first] = groups;
    return bodies.flatMap((body) =>
      (first === undefined ? [] : (delays.get(first) ?? [])).map((delay) => ({ body, delay })),
    );
  });
  await queues.send(siblingArn(queueArn, personLookQueue), messages, requireTime);
  await inParallel(ended, (group) => {
    const last = delays.get(group)?.at(-1);
    return people.groups.walksSent(group, last === undefined ? undefined : startedAt + last);
  });
}
