/** The linked account with one bug each in its reasons and its looks, and the rule that must notice. */
import type { Decision, EntityReasons } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import type { AccountLease, SaidEvent } from '../../lib/account/lease.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../lib/account/open-change.ts';
import type { RequestedAssignment } from '../../lib/account/requested-assignment.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { accessRuleNames } from './access-rules.ts';
import { auditRuleNames } from './invariants/audit.ts';
import { forgettingAccess } from './order-bugs.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { leavingUnreleased } from './scopes/broken-parts.ts';

const { isSo, isNotLetIn, isOwn, isAskedOnce } = accessRuleNames;

interface AccessBug extends PlantedBug {
  /** The places of the wishes that it shows with; any, if left out. */
  readonly wishes?: readonly number[];
}

export const accessBugs: readonly AccessBug[] = [
  {
    bug: 'an audit log without what was found later',
    breaks: auditRuleNames.isComplete,
    parts: { AuditLog: writing((entry) => (entry.outcome === 'seen' ? undefined : entry)) },
  },
  {
    bug: 'an audit log that takes what was found for accepted',
    breaks: auditRuleNames.isTrue,
    parts: { AuditLog: writing((entry) => ({ ...entry, outcome: 'accepted' })) },
  },
  {
    bug: 'a write without an answer that is forgotten',
    breaks: auditRuleNames.isComplete,
    parts: { LinkedAccounts: forgettingAccess(({ begun: _, ...others }) => others) },
  },
  {
    bug: 'an end that is forgotten',
    breaks: isSo,
    wishes: [0, 13],
    parts: { LinkedAccounts: remembering((all) => all.filter(([, { isEnded }]) => !isEnded)) },
  },
  {
    bug: 'a request that wins a tie',
    breaks: isSo,
    wishes: [12, 14],
    parts: { LinkedAccounts: hearing((said) => (said.kind === 'end' ? { ...said, time: said.time - 1 } : said)) },
  },
  {
    bug: 'a late extension that does not revive',
    breaks: isSo,
    wishes: [1, 12],
    parts: { LinkedAccounts: remembering((all) => all.map(([key, one]) => [key, buried(one)] as const)) },
  },
  {
    bug: 'a hold that a newer request lifts',
    breaks: isSo,
    wishes: [8, 12],
    parts: { LinkedAccounts: hearing((said) => (said.kind === 'order' ? { ...said, hold: false } : said)) },
  },
  {
    bug: 'an order that is forgotten',
    breaks: isNotLetIn,
    wishes: [0, 7],
    parts: { LinkedAccounts: keeping(({ order: _, ...others }) => others) },
  },
  {
    bug: 'a request that was accepted and is forgotten',
    breaks: isSo,
    parts: { LinkedAccounts: forgettingAccess(({ askedAt: _, ...others }) => others) },
  },
  {
    bug: 'an assignment without its end',
    breaks: isSo,
    parts: { LinkedAccounts: hearing(withoutEnd) },
  },
  {
    bug: 'an older decision that is taken',
    breaks: isSo,
    wishes: [15, 17, 19],
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquire(...[login, said, ...others]: Parameters<LinkedAccounts['acquire']>) {
          const lease = await super.acquire(login, said, ...others);
          return 'owner' in lease && said.change.kind === 'decide' ? taken(lease, said.change.decision) : lease;
        }
      },
    },
  },
  {
    bug: 'a decision whose generation does not count',
    breaks: isSo,
    wishes: [19, 21],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, generation: 1 }))) },
  },
  {
    bug: 'a decision that ends nothing which was there before',
    breaks: isSo,
    wishes: [22],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, ended: new Map() }))) },
  },
  {
    bug: 'a request of an earlier release that counts after a decision',
    breaks: isSo,
    wishes: [22, 23],
    parts: { LinkedAccounts: keeping(({ isDecided: _, ...others }) => others) },
  },
  {
    bug: 'a leaving that leaves older requests',
    breaks: isSo,
    wishes: [0, 20],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, leftAt: undefined }))) },
  },
  {
    bug: 'a person who may have left, and gets something new',
    breaks: isNotLetIn,
    wishes: [0, 24],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, mayHaveLeft: false }))) },
  },
  {
    bug: 'an account that is never due',
    breaks: isSo,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override release(...[lease, learned]: Parameters<LinkedAccounts['release']>) {
          return super.release(lease, learned, Number.MAX_SAFE_INTEGER);
        }
      },
    },
  },
  {
    bug: 'an event that is done, and whose account nobody releases',
    breaks: isSo,
    wishes: [1],
    parts: leavingUnreleased,
  },
  {
    bug: 'a look that sends nothing',
    breaks: isSo,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
          const lease = await super.acquireDue(...due);
          if ('owner' in lease) await super.release(lease, lease.known);
          return { is: 'held' } as const;
        }
      },
    },
  },
  {
    bug: 'an approval of what is to end',
    breaks: isNotLetIn,
    wishes: [0, 7],
    parts: {
      http: (http) => (call, request) =>
        http(call, { ...request, url: request.url.replace(/deny-access$/, 'accept-access') }),
    },
  },
  {
    bug: "an approval of somebody else's request",
    breaks: isOwn,
    wishes: [0],
    parts: {
      LinkedAccounts: forgettingAccess(({ othersAskedAt, refusal, ...access }) =>
        othersAskedAt === undefined ? { ...access, refusal } : { ...access, askedAt: othersAskedAt },
      ),
    },
  },
  {
    bug: 'a look that asks again',
    breaks: isAskedOnce,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
          const lease = await super.acquireDue(...due);
          return 'owner' in lease ? withoutRequests(lease) : lease;
        }
      },
    },
  },
];

/** An audit log that gets other entries than what was found; none for those that are left out. */
function writing(change: (entry: AuditEntry) => AuditEntry | undefined): typeof AuditLog {
  return class extends AuditLog {
    override async write(entry: AuditEntry): Promise<boolean> {
      const changed = change(entry);
      return changed === undefined || super.write(changed);
    }
  };
}

/** Accounts that hear something else than was said. */
function hearing(change: (said: SaidChange) => SaidChange): typeof LinkedAccounts {
  return class extends LinkedAccounts {
    override acquire(...[login, said, ...lease]: Parameters<LinkedAccounts['acquire']>) {
      const heard: SaidEvent = { ...said, change: change(said.change) };
      return super.acquire(login, heard, ...lease);
    }
  };
}

function deciding(change: (decision: Decision) => Decision): (said: SaidChange) => SaidChange {
  return (said) => (said.kind === 'decide' ? { ...said, decision: change(said.decision) } : said);
}

function taken(lease: AccountLease, decision: Decision): AccountLease {
  const { known } = lease;
  return { ...lease, known: { ...known, account: { ...known.account, decision } } };
}

type Assignments = readonly (readonly [string, RequestedAssignment])[];

/** Accounts that keep something else of the assignments than what they learned. */
function remembering(change: (all: Assignments) => Assignments): typeof LinkedAccounts {
  return keeping((reasons) => ({ ...reasons, requested: new Map(change([...reasons.requested])) }));
}

/** Accounts that keep something else of the reasons in each entity than what they learned. */
function keeping(change: (reasons: EntityReasons) => EntityReasons): typeof LinkedAccounts {
  return class extends LinkedAccounts {
    override release(...[lease, learned, ...due]: Parameters<LinkedAccounts['release']>) {
      const entities = new Map([...learned.account.entities].map(([id, reasons]) => [id, change(reasons)] as const));
      return super.release(lease, { ...learned, account: { ...learned.account, entities } }, ...due);
    }
  };
}

/** One that has run out, as if it had been ended then. */
function buried(one: RequestedAssignment): RequestedAssignment {
  const { expiresAt = Number.POSITIVE_INFINITY } = one;
  return expiresAt < Date.parse('2026-11-21T10:30:00Z') ? { ...one, isEnded: true, time: expiresAt } : one;
}

function withoutEnd(said: SaidChange): SaidChange {
  if (said.kind !== 'request') return said;
  const { expiresAt: _, ...assignment } = said.assignment;
  return { ...said, assignment };
}

function withoutRequests(lease: AccountLease): AccountLease {
  const access: LinkedAccount['access'] = new Map(
    [...lease.known.access].map(([id, { askedAt: _, unansweredAt: __, ...others }]) => [id, others]),
  );
  return { ...lease, known: { ...lease.known, access } };
}
