/** `leavers`: the people whom a source says have left or has suspended, and who still have access, or had it. */
import { formatCount, formatOccurrences } from '../../operator/counts.ts';
import { readEndedAccess } from '../../operator/people/ended-access.ts';
import { type Leaver, readLeavers, type Search } from '../../operator/people/leavers.ts';
import { readOptionalPolicy } from '../../operator/policy/chosen-policy.ts';
import { entityNaming, type NameEntity } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { endedCsv, endedTable, toEndedJson } from '../reports/ended-access-report.ts';
import { leaversCsv, leaversTable, toLeaverJson } from '../reports/leavers-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface LeaversOptions {
  /** The file with the entities' names and the order of sources; the stage's own if left out. */
  readonly policy?: string;
  /** Whether to list access that has ended instead. */
  readonly ended?: true;
  readonly json?: true;
  readonly csv?: true;
}

/**
 * @returns the exit code: 1 if the list is not complete
 * @throws UnreadableFile or ServiceError `bad-policy`
 */
export async function listLeavers(session: Session, options: LeaversOptions): Promise<number> {
  const { policy, ended, json, csv } = options;
  const { stack, now } = session;
  const onRead = (people: number, left: number) =>
    showProgress(`${formatPeople(people)} read, ${left} left or suspended`);
  const known = await readOptionalPolicy(stack.stage, policy, false);
  const order = known?.sources;
  const search = { ...(order && { order }), onRead };
  if (ended) return listEnded(session, search, entityNaming(known), options);
  const found = await readLeavers(session, search).finally(clearProgress);
  if (found === undefined) return 1;
  const { leavers, left } = found;
  const at = now();
  if (json) console.log(toJson(leavers.map((leaver) => toLeaverJson(leaver, at))));
  else if (csv) process.stdout.write(leaversCsv(leavers, at));
  else if (leavers.length > 0) {
    console.log(leaversTable(leavers, at, entityNaming(known), process.stdout.columns));
  }
  console.error(summaryOf(leavers, left, stack.stage));
  return 0;
}

/** @returns the exit code: 1 if the list is not complete */
async function listEnded(
  session: Session,
  search: Search,
  nameEntity: NameEntity,
  { json, csv }: LeaversOptions,
): Promise<number> {
  const found = await readEndedAccess(session, search).finally(clearProgress);
  if (found === undefined) return 1;
  const { ended, left } = found;
  if (json) console.log(toJson(ended.map(toEndedJson)));
  else if (csv) process.stdout.write(endedCsv(ended));
  else if (ended.length > 0) console.log(endedTable(ended, nameEntity, process.stdout.columns));
  const people = new Set(ended.map(({ person }) => person)).size;
  const ends = formatCount(ended.length, 'end');
  console.error(`Of ${formatPeople(left)} who left or are suspended, ${people} lost access: ${ends}.`);
  return 0;
}

function summaryOf(leavers: readonly Leaver[], left: number, stage: string): string {
  if (left === 0) return `Nobody whom stage ${stage} knows has left or is suspended.`;
  if (leavers.length === 0)
    return `Nobody has access of the ${formatPeople(left)} of stage ${stage} who left or are suspended.`;
  const people = countPeople(leavers);
  const reported = countPeople(leavers.filter(({ isOnlyReported }) => isOnlyReported));
  const states = formatOccurrences(leavers.flatMap(({ access }) => access.map(({ state }) => state)));
  const waiting = countPeople(leavers.filter(({ quarantineSet }) => quarantineSet !== undefined));
  const note = [
    ...(reported > 0 ? [` The policy only reports ${reported} of them.`] : []),
    ...(waiting > 0 ? [` ${waiting} of them wait for you: safeguard status.`] : []),
  ].join('');
  return `${people} of ${formatPeople(left)} who left or are suspended: ${states}.${note}`;
}

function formatPeople(count: number): string {
  return formatCount(count, 'person', 'people');
}

function countPeople(leavers: readonly Leaver[]): number {
  return new Set(leavers.map(({ person }) => person)).size;
}
