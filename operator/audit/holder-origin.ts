/** Since when somebody has access to an entity, and who asked for it, as the audit log tells. */
import { type AuditEntry, timeText } from '../../lib/audit/audit-entry.ts';
import type { EntityHolder, HolderReason } from '../accounts/entity-holders.ts';
import { describeRequester } from './entry-words.ts';

export interface HolderOrigin {
  /** When a look first showed the access, without an end since; RFC 3339 in UTC. Undefined if the log does not tell. */
  readonly since: string | undefined;
  /** Who asked for it, one for each reason that the log knows. */
  readonly askedBy: readonly string[];
}

/** @param entries of the account about the entity, in the order in which they were written */
export function originOf({ reasons }: Pick<EntityHolder, 'reasons'>, entries: readonly AuditEntry[]): HolderOrigin {
  const askedBy = reasons.map((reason) => {
    const entry = entries.findLast((one) => isAbout(one, reason));
    return entry && describeRequester(entry);
  });
  return {
    since: sinceOf(entries) ?? firstSeen(reasons),
    askedBy: [...new Set(askedBy.filter((name) => name !== undefined))],
  };
}

/** Of access from before the service knew the user. */
function firstSeen(reasons: readonly HolderReason[]): string | undefined {
  const baseline = reasons.find(({ kind }) => kind === 'baseline');
  return baseline && 'saidAt' in baseline && baseline.saidAt !== undefined ? timeText(baseline.saidAt) : undefined;
}

/** Access that ended, or that somebody took, and that came back is access since it came back. */
function sinceOf(entries: readonly AuditEntry[]): string | undefined {
  let since: string | undefined;
  for (const { what, verifiedAt } of entries) {
    if (what === 'verify') since ??= verifiedAt;
    else if (what === 'deny' || what === 'removal') since = undefined;
  }
  return since;
}

function isAbout({ event, identitySource, why }: AuditEntry, reason: HolderReason): boolean {
  switch (reason.kind) {
    case 'request':
      return reason.event !== undefined && event?.startsWith(reason.event) === true;
    case 'rule':
      return identitySource !== undefined && why.some(({ kind }) => kind === 'rule');
    case 'approval':
      return why.some(({ kind }) => kind === 'approval');
    case 'baseline':
      return false;
  }
}
