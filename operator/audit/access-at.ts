/** What access somebody had at a time, as far as the audit log tells. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';

export type LoggedAccess =
  /** A look had shown it. */
  | 'yes'
  /** It was requested, and no look had shown it. */
  | 'requested'
  /** It had ended, or somebody had taken it. */
  | 'no';

const accessAfter: Partial<Readonly<Record<AuditEntry['what'], LoggedAccess>>> = {
  request: 'requested',
  approve: 'requested',
  verify: 'yes',
  deny: 'no',
  removal: 'no',
};

/**
 * @param entries of one account, in the order in which they were written
 * @param at milliseconds since the epoch
 * @returns by entity id; nothing for an entity of which the log had no entry yet
 */
export function accessAt(entries: readonly AuditEntry[], at: number): ReadonlyMap<string, LoggedAccess> {
  const access = new Map<string, LoggedAccess>();
  for (const { entityId, what, recordedAt } of entries) {
    const after = accessAfter[what];
    if (entityId === undefined || after === undefined || Date.parse(recordedAt) > at) continue;
    // A repeated request takes nothing away.
    if (after === 'requested' && access.get(entityId) === 'yes') continue;
    access.set(entityId, after);
  }
  return access;
}

export interface AccessDifference {
  readonly entityId: string;
  /** Undefined if the log had no entry yet. */
  readonly before: LoggedAccess | undefined;
  readonly after: LoggedAccess | undefined;
}

/**
 * Every entity that the log names until the later time, whether its access differs or not.
 *
 * @param times milliseconds since the epoch
 */
export function compareAccess(
  entries: readonly AuditEntry[],
  times: { readonly from: number; readonly to: number },
): readonly AccessDifference[] {
  const [before, after] = [accessAt(entries, times.from), accessAt(entries, times.to)];
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return ids.map((entityId) => ({ entityId, before: before.get(entityId), after: after.get(entityId) }));
}
