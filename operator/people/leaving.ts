/** When somebody left, or was suspended, as the sources say. */
import type { EmploymentState, KnownPerson } from '../../lib/people/known-person.ts';
import { leavingsOf, suspensionsOf } from '../../lib/people/presence.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { isOfLeaver } from '../../lib/safeguard/effect.ts';

export interface Leaving {
  readonly is: 'left' | 'suspended';
  /** When it took effect; RFC 3339 in UTC. */
  readonly since: string;
  /** When the source first said it; RFC 3339 in UTC. Before `since` if it was announced. */
  readonly reportedAt: string;
  /** Whether the policy only reports it, and ends no access. */
  readonly isOnlyReported: boolean;
  /** The set in which the end of access waits for an operator, if it does. */
  readonly quarantineSet?: string | undefined;
}

/**
 * @param order the policy's order of sources
 * @returns the earliest, as access is to end with it; undefined for somebody active. Of both, the leaving counts.
 */
export function leavingOf(person: KnownPerson, order?: SourceOrder): Leaving | undefined {
  const { isSuspended, hasLeft } = person.decided;
  const waiting = person.quarantined?.find(isOfLeaver);
  const inSet = waiting && { quarantineSet: waiting.set };
  const left = earliestOf(leavingsOf(person, order));
  if (left !== undefined) return { is: 'left', ...left, isOnlyReported: !hasLeft && !waiting, ...inSet };
  const suspended = earliestOf(suspensionsOf(person, order));
  if (suspended === undefined) return undefined;
  const isOnlyReported = !isSuspended && !hasLeft && !waiting;
  return { is: 'suspended', ...suspended, isOnlyReported, ...inSet };
}

/** @param ends by source. In each, the last one counts. */
function earliestOf(ends: readonly (readonly EmploymentState[])[]): Pick<Leaving, 'since' | 'reportedAt'> | undefined {
  const last = ends.flatMap((states) => states.toSorted(bySince).at(-1) ?? []);
  const [first] = last.toSorted(bySince);
  return first && { since: first.since, reportedAt: first.reportedAt };
}

function bySince(one: EmploymentState, other: EmploymentState): number {
  return Date.parse(one.since) - Date.parse(other.since);
}
