/** Linked accounts and audit logs of which one thing is changed, to plant bugs with. */
import type { Decision, EntityReasons } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { withBegun } from '../../lib/account/begun-write.ts';
import { desired } from '../../lib/account/desired.ts';
import { lookName } from '../../lib/account/entity-access.ts';
import type { AccountLease, SaidEvent } from '../../lib/account/lease.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../lib/account/open-change.ts';
import type { RequestedAssignment } from '../../lib/account/requested-assignment.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';

/** An audit log that gets other entries than what was found; none for those that are left out. */
export function writing(change: (entry: AuditEntry) => AuditEntry | undefined): typeof AuditLog {
  return class extends AuditLog {
    override async write(entry: AuditEntry): Promise<boolean> {
      const changed = change(entry);
      return changed === undefined || super.write(changed);
    }
  };
}

/** Accounts that hear something else than was said. */
export function hearing(change: (said: SaidChange) => SaidChange): typeof LinkedAccounts {
  return class extends LinkedAccounts {
    override acquire(...[login, said, ...lease]: Parameters<LinkedAccounts['acquire']>) {
      const heard: SaidEvent = { ...said, change: change(said.change) };
      return super.acquire(login, heard, ...lease);
    }
  };
}

export function deciding(change: (decision: Decision) => Decision): (said: SaidChange) => SaidChange {
  return (said) => (said.kind === 'decide' ? { ...said, decision: change(said.decision) } : said);
}

export function taken(lease: AccountLease, decision: Decision): AccountLease {
  const { known } = lease;
  return { ...lease, known: { ...known, account: { ...known.account, decision } } };
}

type Assignments = readonly (readonly [string, RequestedAssignment])[];

/** Accounts that keep something else of the assignments than what they learned. */
export function remembering(change: (all: Assignments) => Assignments): typeof LinkedAccounts {
  return keeping((reasons) => ({ ...reasons, requested: new Map(change([...reasons.requested])) }));
}

/** Accounts that keep something else of the reasons in each entity than what they learned. */
export function keeping(change: (reasons: EntityReasons) => EntityReasons): typeof LinkedAccounts {
  return class extends LinkedAccounts {
    override release(...[lease, learned, ...due]: Parameters<LinkedAccounts['release']>) {
      const entities = new Map([...learned.account.entities].map(([id, reasons]) => [id, change(reasons)] as const));
      return super.release(lease, { ...learned, account: { ...learned.account, entities } }, ...due);
    }
  };
}

/** One that has run out, as if it had been ended then. */
export function buried(one: RequestedAssignment): RequestedAssignment {
  const { expiresAt = Number.POSITIVE_INFINITY } = one;
  return expiresAt < Date.parse('2026-11-21T10:30:00Z') ? { ...one, isEnded: true, time: expiresAt } : one;
}

export function withoutEnd(said: SaidChange): SaidChange {
  if (said.kind !== 'request') return said;
  const { expiresAt: _, ...assignment } = said.assignment;
  return { ...said, assignment };
}

/** As if a look that was cut off had denied whatever is not to exist. */
export function withDenials(lease: AccountLease): AccountLease {
  const { stored, known, owner } = lease;
  const look = stored.openChanges.get(lookName);
  if (look === undefined || look.owner === owner) return lease;
  const begun = { write: 'deny', attempt: { at: look.begunAt, by: look.owner, event: lookName } } as const;
  const wanted = desired(known.account, look.begunAt);
  const access: LinkedAccount['access'] = new Map(
    [...known.access].map(([id, one]) => [id, wanted.get(id) ? one : withBegun(one, begun)]),
  );
  return { ...lease, known: { ...known, access } };
}

export function withoutRequests(lease: AccountLease): AccountLease {
  const access: LinkedAccount['access'] = new Map(
    [...lease.known.access].map(([id, { askedAt: _, unansweredAt: __, ...others }]) => [id, others]),
  );
  return { ...lease, known: { ...lease.known, access } };
}
