/** Remembers that groups ended, and has everybody decided anew who was in them. */
import { siblingArn } from '../arn.ts';
import { groupKey } from '../people/known-group.ts';
import type { PeopleTable } from '../people/people-table.ts';
import { walkBody, walksOf } from '../people/people-walk.ts';
import type { GroupEnd } from './group-plan.ts';
import { inParallel } from './in-parallel.ts';
import type { OperationQueues } from './operation-queues.ts';
import type { PlannedChange } from './plan.ts';
import type { TranslationSettings } from './settings.ts';

/** @returns the groups that end */
export async function rememberGroupEnds(
  people: PeopleTable,
  planned: readonly PlannedChange[],
): Promise<readonly GroupEnd[]> {
  const ends = planned.flatMap(({ groupEnd }) => groupEnd ?? []);
  await inParallel(
    ends.flatMap(({ groups, at, time }) => groups.map((group) => ({ group, at, time }))),
    ({ group, at, time }) => people.endGroup(group, at, time),
  );
  return ends;
}

/**
 * Walks twice. An event that was worked on as the group ended may not have seen it, and may write a member whom the first
 * walk has passed: until its invocation is over.
 *
 * @param queueArn of the queue with identity events
 * @param requireTime throws if no time is left for another call
 */
export async function walkMembers(
  queues: OperationQueues,
  { personLookQueue, functionTimeout }: Pick<TranslationSettings, 'personLookQueue' | 'functionTimeout'>,
  ends: readonly GroupEnd[],
  queueArn: string,
  requireTime: () => void,
): Promise<void> {
  const bodies = walksOf(ends.flatMap(({ groups }) => groups.map(groupKey))).map(walkBody);
  const walks = bodies.flatMap((body) => [0, functionTimeout].map((delay) => ({ body, delay })));
  await queues.send(siblingArn(queueArn, personLookQueue), walks, requireTime);
}
