/**
 * Says which access is to exist. A user is to have an entity when at least one assignment is valid now and no block
 * applies.
 */
import { type Account, decidedEntities, type EntityReasons, reasonsOf } from './account.ts';
import { isRunning } from './requested-assignment.ts';
import { isInForce, newestOrder } from './revocation-order.ts';

/** Why a user is to have an entity. */
export type Assignment =
  | { readonly kind: 'rule'; readonly rules: readonly string[] }
  | { readonly kind: 'request'; readonly key: string }
  | { readonly kind: 'baseline' }
  | { readonly kind: 'approval' };

/** Why a user is not to have an entity, whatever the assignments say. */
export type Block =
  | { readonly kind: 'suspended' }
  | { readonly kind: 'left' }
  | { readonly kind: 'denied'; readonly rules: readonly string[] }
  | { readonly kind: 'ordered' };

/** Whether the user is to have each entity that an assignment or a block of the account names, or named. */
export function desired(account: Account, now: number): ReadonlyMap<string, boolean> {
  const said = [...account.entities].filter(([, reasons]) => !isOnlyDecided(reasons)).map(([entityId]) => entityId);
  const named = new Set([...said, ...(account.decision ? decidedEntities(account.decision) : [])]);
  return new Map([...named].map((entityId) => [entityId, isDesired(account, entityId, now)]));
}

/** Whether rules denied the entity at some time, and nothing else was said of it. That denial ended no reason for access. */
function isOnlyDecided({ isDecided, isNamed, requested, baseline, approval, order }: EntityReasons): boolean {
  return isDecided === true && !isNamed && requested.size === 0 && (baseline ?? approval ?? order) === undefined;
}

function isDesired(account: Account, entityId: string, now: number): boolean {
  return blocksOf(account, entityId).length === 0 && assignmentsOf(account, entityId, now).length > 0;
}

/** Whether the user is to have the entity if no suspension forbids it. */
export function isDesiredOnReturn(account: Account, entityId: string, now: number): boolean {
  const { decision } = account;
  return isDesired({ ...account, decision: decision && { ...decision, isSuspended: false } }, entityId, now);
}

export function blocksOf(account: Account, entityId: string): readonly Block[] {
  const { decision } = account;
  const { order = {} } = reasonsOf(account, entityId);
  const rules = decision?.denials.get(entityId) ?? [];
  return [
    ...(decision?.isSuspended ? [{ kind: 'suspended' } as const] : []),
    ...(decision?.hasLeft ? [{ kind: 'left' } as const] : []),
    ...(rules.length > 0 ? [{ kind: 'denied', rules } as const] : []),
    ...(isInForce(order) ? [{ kind: 'ordered' } as const] : []),
  ];
}

/** The assignments that are valid now. */
export function assignmentsOf(account: Account, entityId: string, now: number): readonly Assignment[] {
  const reasons = reasonsOf(account, entityId);
  const endedAt = endOf(account, reasons);
  const rule = account.decision?.assignments.get(entityId);
  const requested = [...reasons.requested].filter(([, one]) => one.time > endedAt && isRunning(one, now));
  return [
    ...(rule && (rule.expiresAt === undefined || now < rule.expiresAt)
      ? [{ kind: 'rule', rules: rule.rules } as const]
      : []),
    ...requested.map(([key]) => ({ kind: 'request', key }) as const),
    ...(counts(reasons.baseline, reasons.baseline?.seenAt, endedAt) ? [{ kind: 'baseline' } as const] : []),
    ...(counts(reasons.approval, reasons.approval?.time, endedAt) ? [{ kind: 'approval' } as const] : []),
  ];
}

/** Requests, baselines and approvals at or before this time are over: the person left then, or somebody ordered the end. */
function endOf({ leftAt }: Account, { order = {} }: EntityReasons): number {
  return Math.max(leftAt ?? -Infinity, newestOrder(order));
}

/** Whether a reason counts that holds only while nothing else is said. */
function counts(fallback: { readonly isReplaced: boolean } | undefined, since = -Infinity, endedAt: number): boolean {
  return fallback !== undefined && !fallback.isReplaced && since > endedAt;
}

/**
 * When `desired` changes by itself next: the earliest end of an assignment that is valid now; undefined if there is none.
 * In milliseconds since the epoch.
 */
export function nextExpiry(account: Account, now: number): number | undefined {
  return expiryBetween(account, now, Infinity);
}

/** The earliest end of an assignment that lies after the one time, and not after the other. */
export function expiryBetween(account: Account, after: number, until: number): number | undefined {
  const requested = [...account.entities.values()].flatMap((reasons) => [...reasons.requested.values()]);
  const ruled = [...(account.decision?.assignments.values() ?? [])];
  const ends = [...ruled, ...requested.filter(({ isEnded }) => !isEnded)]
    .map(({ expiresAt }) => expiresAt)
    .filter((expiresAt) => expiresAt !== undefined && expiresAt > after && expiresAt <= until)
    .map(Number);
  return ends.length > 0 ? Math.min(...ends) : undefined;
}
