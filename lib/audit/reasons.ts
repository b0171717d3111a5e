/** Tells why an account has access to an entity, or has none, in the words of the audit log. */
import { type Account, reasonsOf } from '../account/account.ts';
import { type Assignment, assignmentsOf, type Block, blocksOf } from '../account/desired.ts';
import type { Finding } from '../account/finding.ts';
import type { RequestedAssignment } from '../account/requested-assignment.ts';
import { newestOrder } from '../account/revocation-order.ts';
import { type AuditBlock, type AuditEntry, type AuditReason, optionalTime, timeText } from './audit-entry.ts';

/** Of the assignments that have ended, the newest: the others ended before. */
const mostEnded = 10;

/** The assignments that are valid, else those that were until they ended. */
export function reasonsFor(account: Account, entityId: string, now: number): readonly AuditReason[] {
  const { requested } = reasonsOf(account, entityId);
  const valid = assignmentsOf(account, entityId, now);
  if (valid.length > 0) return valid.map((assignment) => toReason(assignment, requested));
  const ended = [...requested].toSorted(([, one], [, other]) => other.time - one.time).slice(0, mostEnded);
  return [
    ...endedRules(account, entityId),
    ...ended.map(([key, assignment]) => ({ kind: 'ended' as const, ...toTerms(key, assignment) })),
  ];
}

/** Rules that gave access for a time, or that no longer grant it. Of a decision that was replaced nothing is known. */
function endedRules({ decision }: Account, entityId: string): readonly AuditReason[] {
  const noLonger = decision?.ended.get(entityId);
  if (noLonger !== undefined) return [{ kind: 'ended', rules: [...noLonger] }];
  const { rules, expiresAt } = decision?.assignments.get(entityId) ?? {};
  if (rules === undefined || expiresAt === undefined) return [];
  return [{ kind: 'ended', rules: [...rules], expiresAt: timeText(expiresAt) }];
}

function toReason(assignment: Assignment, requested: ReadonlyMap<string, RequestedAssignment>): AuditReason {
  switch (assignment.kind) {
    case 'rule':
      return { kind: 'rule', rules: [...assignment.rules] };
    case 'request':
      return { kind: 'request', ...toTerms(assignment.key, requested.get(assignment.key)) };
    case 'baseline':
    case 'approval':
      return { kind: assignment.kind };
  }
}

function toTerms(key: string, requested?: RequestedAssignment): Omit<AuditReason, 'kind'> {
  const { time, expiresAt, ticket, approvedBy } = requested ?? {};
  return {
    assignment: key,
    requestedAt: optionalTime(time),
    expiresAt: optionalTime(expiresAt),
    ticket,
    approvedBy: approvedBy && [...approvedBy],
  };
}

/** What forbids the access, whatever gives it. */
export function reasonsAgainst(account: Account, entityId: string): readonly AuditBlock[] {
  return blocksOf(account, entityId).map((block) => toBlock(block, account, entityId));
}

function toBlock(block: Block, account: Account, entityId: string): AuditBlock {
  switch (block.kind) {
    case 'suspended':
      return { kind: 'suspended' };
    case 'left':
      return { kind: 'left', at: optionalTime(account.leftAt) };
    case 'denied':
      return { kind: 'denied', rules: [...block.rules] };
    case 'ordered':
      return { kind: 'ordered', at: timeText(newestOrder(reasonsOf(account, entityId).order ?? {})) };
  }
}

/** A change in Zuora, and what forbade the access when it was begun, as far as that is known. */
type BegunChange = Pick<Finding, 'entityId' | 'what' | 'blocks'>;

/** Why a change was begun, as far as it is still known. By now the opposite may be so. */
export function reasonsOfChange(
  account: Account,
  { entityId, what, blocks }: BegunChange,
  now: number,
): Pick<AuditEntry, 'why' | 'against'> {
  const why = reasonsFor(account, entityId, now);
  const against = reasonsAgainst(account, entityId);
  const isEnd = what === 'deny' && blocks?.length === 0 && why.every(({ kind }) => kind !== 'ended');
  const isOver = isEnd || (what !== 'deny' && why.length === 0);
  return {
    why: isOver ? [{ kind: 'ended' }] : [...why],
    against: blocks?.map((kind) => against.find((block) => block.kind === kind) ?? { kind }) ?? [...against],
  };
}

/** When the latest assignment ended or ran out that gave the access; milliseconds since the epoch. */
export function ranOutAt(account: Account, entityId: string, now: number): number | undefined {
  const { expiresAt: ruleEndsAt = Infinity } = account.decision?.assignments.get(entityId) ?? {};
  const requested = [...reasonsOf(account, entityId).requested.values()];
  const said = requested.map(({ time, isEnded, expiresAt = Infinity }) => (isEnded ? time : expiresAt));
  const ends = [...said, ruleEndsAt].filter((end) => end <= now);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
