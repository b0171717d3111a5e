/** When the access of people ended who have left, or are suspended: how long after their leaving, and after its report. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditReader } from '../audit/audit-reader.ts';
import type { Stack } from '../stack/stack.ts';
import { type LeaversSession, type Search, visitLeavers } from './leavers.ts';
import type { Leaving } from './leaving.ts';

/** Access of a login to an entity that ended. */
export interface EndedAccess extends Pick<Leaving, 'is' | 'since' | 'reportedAt'> {
  /** The person's id. */
  readonly person: string;
  /** The linked account's id in the audit log. */
  readonly account: string;
  readonly username: string;
  readonly entityId: string;
  /** When Zuora had accepted the end, or a look missed the access; RFC 3339 in UTC. */
  readonly endedAt: string;
  /** `service`, or `zuora` if somebody took the access there. */
  readonly endedBy: 'service' | 'zuora';
}

export interface EndedAccesses {
  /** What ended first comes first. */
  readonly ended: readonly EndedAccess[];
  /** The people who have left, or are suspended. */
  readonly left: number;
}

/** @returns undefined when interrupted */
export async function readEndedAccess(
  session: LeaversSession & { readonly stack: Pick<Stack, 'audit'> },
  search: Search,
): Promise<EndedAccesses | undefined> {
  const log = new AuditReader(session.aws.dynamodb, session.stack.audit);
  const found = await visitLeavers(session, search, async ({ person, leaving }, { id, login }) => {
    const { is, since, reportedAt } = leaving;
    const entries = await log.entriesOf(id);
    return endsSince(entries, since).map((end) => ({
      ...{ person: person.id, account: id, username: login, is, since, reportedAt },
      ...end,
    }));
  });
  return found && { ended: found.visited.toSorted(byEnd), left: found.left };
}

type End = Pick<EndedAccess, 'entityId' | 'endedAt' | 'endedBy'>;

/**
 * The first end in each entity from a time on, if Zuora has not shown the access since.
 *
 * @param entries of an account, in the order in which they were written
 */
function endsSince(entries: readonly AuditEntry[], since: string): readonly End[] {
  const ends = new Map<string, End>();
  for (const { entityId, what, requestedAt, recordedAt, verifiedAt } of entries) {
    if (entityId === undefined) continue;
    if (what === 'verify' && isFrom(verifiedAt ?? recordedAt, since)) ends.delete(entityId);
    if (what !== 'deny' && what !== 'removal') continue;
    const endedAt = (what === 'deny' ? requestedAt : undefined) ?? recordedAt;
    if (!isFrom(endedAt, since) || ends.has(entityId)) continue;
    ends.set(entityId, { entityId, endedAt, endedBy: what === 'deny' ? 'service' : 'zuora' });
  }
  return [...ends.values()];
}

function isFrom(time: string, since: string): boolean {
  return Date.parse(time) >= Date.parse(since);
}

function byEnd(one: EndedAccess, other: EndedAccess): number {
  return Date.parse(one.endedAt) - Date.parse(other.endedAt) || (one.username < other.username ? -1 : 1);
}
