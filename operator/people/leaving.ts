/** When somebody left, as the sources say. */
import { leavingsOf } from '../../lib/people/knowledge.ts';
import type { EmploymentState, KnownPerson } from '../../lib/people/known-person.ts';

export interface Leaving {
  /** When it took effect; RFC 3339 in UTC. */
  readonly leftAt: string;
  /** When the source first said it; RFC 3339 in UTC. Before `leftAt` if it was announced. */
  readonly reportedAt: string;
  /** Whether the policy only reports it, and ends no access. */
  readonly isOnlyReported: boolean;
}

/** @returns the earliest, as access is to end with it; undefined for somebody who has not left */
export function leavingOf(person: KnownPerson): Leaving | undefined {
  const last = leavingsOf(person).flatMap((states) => states.toSorted(bySince).at(-1) ?? []);
  const [first] = last.toSorted(bySince);
  if (first === undefined) return undefined;
  return { leftAt: first.since, reportedAt: first.reportedAt, isOnlyReported: !person.decided.hasLeft };
}

function bySince(one: EmploymentState, other: EmploymentState): number {
  return Date.parse(one.since) - Date.parse(other.since);
}
