/** `leavers`: the people whom a source says have left or has suspended, and who still have access. */
import { formatCount, formatOccurrences } from '../../operator/counts.ts';
import { type Leaver, readLeavers } from '../../operator/people/leavers.ts';
import { readOptionalPolicy } from '../../operator/policy/chosen-policy.ts';
import { entityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { leaversCsv, leaversTable, toLeaverJson } from '../reports/leavers-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface LeaversOptions {
  /** The file with the entities' names and the order of sources; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/**
 * @returns the exit code: 1 if the list is not complete
 * @throws UnreadableFile or ServiceError `bad-policy`
 */
export async function listLeavers(session: Session, { policy, json, csv }: LeaversOptions): Promise<number> {
  const { stack, now } = session;
  const onRead = (people: number, left: number) =>
    showProgress(`${formatPeople(people)} read, ${left} left or suspended`);
  const known = await readOptionalPolicy(stack.stage, policy, false);
  const order = known?.sources;
  const found = await readLeavers(session, { ...(order && { order }), onRead }).finally(clearProgress);
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
