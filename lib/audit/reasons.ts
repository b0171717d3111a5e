/** Tells why an account has access to an entity, or has none, in the words of the audit log. */
import { type Account, reasonsOf } from '../account/account.ts';
import { type Assignment, assignmentsOf, type Block, blocksOf } from '../account/desired.ts';
import type { Finding } from '../account/finding.ts';
import type { RequestedAssignment } from '../account/requested-assignment.ts';
import { newestOrder } from '../account/revocation-order.ts';
import { type AuditBlock, type AuditEntry, type AuditReason, noEntity, optionalTime, timeText } from './audit-entry.ts';

/** Of the assignments that have ended, the newest: the others ended before. */
const mostEnded = 10;

/** The assignments that are valid, else those that were until they ended. */
export function reasonsFor(account: Account, entityId: string, now: number): readonly AuditReason[] {
  const { requested } = reasonsOf(account, entityId);
  const valid = assignmentsOf(account, entityId, now);
  if (valid.length > 0) return valid.map((assignment) => toReason(assignment, requested));
  return endedReasons(account, entityId, now);
}

/**
 * Those that are valid no longer.
 *
 * @param by what is known to have ended after this time is left out; milliseconds since the epoch
 */
function endedReasons(account: Account, entityId: string, now: number, by: number = now): readonly AuditReason[] {
  const valid = new Set(
    assignmentsOf(account, entityId, now).flatMap((one) => (one.kind === 'request' ? one.key : [])),
  );
  const ended = [...reasonsOf(account, entityId).requested]
    .filter(([key, assignment]) => !valid.has(key) && !(endOf(assignment) > by && endOf(assignment) <= now))
    .toSorted(([, one], [, other]) => other.time - one.time)
    .slice(0, mostEnded);
  return [
    ...endedRules(account, entityId, by),
    ...ended.map(([key, assignment]) => ({ kind: 'ended' as const, ...toTerms(key, assignment) })),
  ];
}

/** Rules that gave access for a time, or that no longer grant it. Of a decision that was replaced nothing is known. */
function endedRules({ decision }: Account, entityId: string, now: number): readonly AuditReason[] {
  const noLonger = decision?.ended.get(entityId);
  if (noLonger !== undefined) return [{ kind: 'ended', rules: [...noLonger] }];
  const { rules, expiresAt = Infinity } = decision?.assignments.get(entityId) ?? {};
  if (rules === undefined || expiresAt > now) return [];
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

/** Of an entry. */
export type EntryReasons = Pick<AuditEntry, 'why' | 'against'>;

/** @param entityId undefined for an entry that concerns no entity: of a person alone it says what forbids all access */
export function reasonsNow(account: Account, entityId: string | undefined, now: number): EntryReasons {
  return {
    why: entityId === undefined ? [] : [...reasonsFor(account, entityId, now)],
    against: [...reasonsAgainst(account, entityId ?? noEntity)],
  };
}

/** What forbids the access, whatever gives it. */
function reasonsAgainst(account: Account, entityId: string): readonly AuditBlock[] {
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
interface BegunChange extends Pick<Finding, 'entityId' | 'what' | 'blocks'> {
  /** Of a change that was found later: when its attempt began; milliseconds since the epoch. */
  readonly begunAt?: number | undefined;
}

/** Why a change was begun, as far as it is still known. By now the opposite may be so. */
export function reasonsOfChange(
  account: Account,
  { entityId, what, blocks, begunAt }: BegunChange,
  now: number,
): EntryReasons {
  const isEnd = what === 'deny' && blocks?.length === 0;
  const why = isEnd ? endedReasons(account, entityId, now, begunAt) : reasonsFor(account, entityId, now);
  const isUnknown = why.length === 0 && (isEnd || what !== 'deny');
  const against = reasonsAgainst(account, entityId);
  return {
    why: isUnknown ? [{ kind: 'ended' }] : [...why],
    against: blocks?.map((kind) => blockOf(kind, against, begunAt)) ?? [...against],
  };
}

/** Of a change that was found later, only times tell whether what forbids the access now is what forbade it then. */
function blockOf(kind: AuditBlock['kind'], against: readonly AuditBlock[], begunAt: number | undefined): AuditBlock {
  const block = against.find((one) => one.kind === kind) ?? { kind };
  if (begunAt === undefined) return block;
  return block.at !== undefined && Date.parse(block.at) <= begunAt ? block : { kind };
}

/** When the latest assignment ended or ran out that gave the access; milliseconds since the epoch. */
export function ranOutAt(account: Account, entityId: string, now: number): number | undefined {
  const { expiresAt: ruleEndsAt = Infinity } = account.decision?.assignments.get(entityId) ?? {};
  const requested = [...reasonsOf(account, entityId).requested.values()];
  const ends = [...requested.map(endOf), ruleEndsAt].filter((end) => end <= now);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** When somebody ended it, else when it runs out; milliseconds since the epoch. */
function endOf({ time, isEnded, expiresAt = Infinity }: RequestedAssignment): number {
  return isEnded ? time : expiresAt;
}
