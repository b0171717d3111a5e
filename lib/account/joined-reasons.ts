/**
 * What was said of one user under several logins, put together. Only newest times, ends and marks count, so the order does not
 * matter, and doing it again changes nothing: each account is joined under its own lease, and no second one is needed.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Account, type Approval, type Baseline, type EntityReasons, reasonsOf } from './account.ts';
import { hasReason, isOrdered } from './account-change.ts';
import { newerAssignment, type RequestedAssignment } from './requested-assignment.ts';
import { mergeOrders, newest, type RevocationOrder } from './revocation-order.ts';
import { toStoredEntity } from './stored-entity.ts';
import { withoutReplaced } from './translated-request.ts';

/** An account, as far as its reasons go. */
export interface Reasoned {
  readonly account: Account;
  /** When Zuora first showed the user's access under the login; milliseconds since the epoch. */
  readonly firstLookAt?: number | undefined;
}

/** What two accounts of one user come to. The decision, and the newest leaving, are those of the first. */
export function joinedReasons(one: Reasoned, other: Reasoned): Account {
  const { account } = one;
  const ids = new Set([...account.entities.keys(), ...other.account.entities.keys()]);
  const joined = [...ids].map((id) => [id, joinedEntity(sideOf(one, id), sideOf(other, id))] as const);
  const said = joined.filter(([id, reasons]) => account.entities.has(id) || !isEmpty(reasons));
  const after = {
    entities: new Map(said),
    home: newerHome(account.home, other.account.home),
    unlisted: joinedOrder(account.unlisted, other.account.unlisted),
    forgottenAt: newest(account.forgottenAt, other.account.forgottenAt),
  };
  const { entities, home, unlisted, forgottenAt } = account;
  const isSame =
    said.every(([id, reasons]) => reasons === entities.get(id)) &&
    isDeepStrictEqual([home, unlisted, forgottenAt], [after.home, after.unlisted, after.forgottenAt]);
  return isSame ? account : { ...account, ...after };
}

/** An account without what was over when the person left, or when somebody else had the login. */
export function withoutOver(account: Account, leftAt: number | undefined): Account {
  const endedAt = newest(account.leftAt, leftAt);
  if (endedAt === undefined) return account;
  return { ...account, entities: new Map([...account.entities].map(([id, one]) => [id, reasonsSince(one, endedAt)])) };
}

/** Ends that are known keep older requests from counting. */
function reasonsSince(reasons: EntityReasons, endedAt: number): EntityReasons {
  const { requested, baseline, approval, isNamed } = reasons;
  const kept = [...requested].filter(([, { isEnded, time }]) => isEnded || time > endedAt);
  return {
    ...reasons,
    requested: new Map(kept),
    baseline: baseline && baseline.seenAt > endedAt ? baseline : undefined,
    approval: approval && approval.time > endedAt ? approval : undefined,
    isNamed:
      isNamed ||
      kept.length < requested.size ||
      (baseline?.seenAt ?? approval?.time ?? Infinity) <= endedAt ||
      undefined,
  };
}

/** An account without its requests, but with the ends of those that are over. */
export function withoutRequests(account: Account): Account {
  return { ...account, entities: new Map([...account.entities].map(([id, one]) => [id, withoutRequested(one)])) };
}

function withoutRequested(reasons: EntityReasons): EntityReasons {
  const kept = [...reasons.requested].filter(([, { isEnded }]) => isEnded);
  return {
    ...reasons,
    requested: new Map(kept),
    isNamed: reasons.isNamed || kept.length < reasons.requested.size || undefined,
  };
}

/** What one of the accounts says of an entity. */
interface Side extends Reasoned {
  readonly reasons: EntityReasons;
  readonly isListed: boolean;
}

function sideOf({ account, firstLookAt }: Reasoned, entityId: string): Side {
  return {
    ...{ account, firstLookAt },
    reasons: reasonsOf(account, entityId),
    isListed: account.entities.has(entityId),
  };
}

/** The first account's own object where the second adds nothing: only what differs is written. */
function joinedEntity(one: Side, other: Side): EntityReasons {
  const requested = joinedRequests(one, other);
  const isLeftOut = [...one.reasons.requested.keys(), ...other.reasons.requested.keys()].some(
    (key) => !requested.has(key),
  );
  const named = {
    requested,
    order: joinedOrder(one.reasons.order, other.reasons.order),
    isNamed: one.reasons.isNamed || other.reasons.isNamed || isLeftOut || undefined,
    isDecided: one.reasons.isDecided || other.reasons.isDecided || undefined,
  };
  const joined = withoutReplaced({
    ...named,
    baseline: joinedBaseline(one, other, named),
    approval: joinedApproval(one.reasons.approval, other.reasons.approval, named),
  });
  return one.isListed && isDeepStrictEqual(storedForm(one.reasons), storedForm(joined)) ? one.reasons : joined;
}

function isEmpty(reasons: EntityReasons): boolean {
  return toStoredEntity({ reasons, access: {} }) === undefined;
}

/** Without what is undefined, and in any order of the requests. */
function storedForm(reasons: EntityReasons): unknown {
  const requested = new Map([...reasons.requested].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.parse(JSON.stringify(toStoredEntity({ reasons: { ...reasons, requested }, access: {} }) ?? {}));
}

function joinedRequests(one: Side, other: Side): ReadonlyMap<string, RequestedAssignment> {
  const keys = new Set([...one.reasons.requested.keys(), ...other.reasons.requested.keys()]);
  return new Map(
    [...keys].flatMap((key) => {
      const [first, second] = [one.reasons.requested.get(key), other.reasons.requested.get(key)];
      if (first !== undefined && second !== undefined) return [[key, joinedAssignment(first, second)] as const];
      const kept = first !== undefined ? keptBeside(first, other) : second && keptBeside(second, one);
      return kept === undefined ? [] : [[key, kept] as const];
    }),
  );
}

/** A request that one account does not list may have ended there: it does not count if the end may be forgotten. */
function keptBeside(assignment: RequestedAssignment, { account }: Side): RequestedAssignment | undefined {
  const { forgottenAt = -Infinity } = account;
  return assignment.isEnded || assignment.time > forgottenAt ? assignment : undefined;
}

/** Nobody can tell which of two versions of an event is the later one. The one counts that ends first. */
function joinedAssignment(one: RequestedAssignment, other: RequestedAssignment): RequestedAssignment {
  const isOneEvent = one.event === other.event && one.isEnded === other.isEnded;
  if (!isOneEvent) return newerAssignment(one, other);
  if (one.time !== other.time) return one.time > other.time ? one : other;
  const [end, otherEnd] = [one.expiresAt ?? Infinity, other.expiresAt ?? Infinity];
  if (end !== otherEnd) return end < otherEnd ? one : other;
  return JSON.stringify(one) <= JSON.stringify(other) ? one : other;
}

function joinedOrder(
  one: RevocationOrder | undefined,
  other: RevocationOrder | undefined,
): RevocationOrder | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  // With the same fields, so that equal orders are equal.
  const [known, joined] = [mergeOrders(one, {}), mergeOrders(one, other)];
  return isDeepStrictEqual(known, joined) ? one : joined;
}

type Named = Pick<EntityReasons, 'requested' | 'order' | 'isNamed'>;

function joinedBaseline(one: Side, other: Side, named: Named): Baseline | undefined {
  const [first, second] = [one.reasons.baseline, other.reasons.baseline];
  const baseline = first && second ? { ...first, seenAt: Math.min(first.seenAt, second.seenAt) } : (first ?? second);
  if (baseline === undefined) return undefined;
  const isEnded = isOrdered(named) || [...named.requested.values()].some((assignment) => assignment.isEnded);
  const isExplained = first && second ? false : isExplainedBy(first ? other : one, baseline);
  return { ...baseline, isReplaced: first?.isReplaced || second?.isReplaced || isEnded || isExplained };
}

/**
 * Whether access that was seen under one login was given under the other: that one was looked at before, and the look did not
 * show the access.
 */
function isExplainedBy({ reasons, firstLookAt }: Side, { seenAt }: Baseline): boolean {
  if (reasons.isNamed) return true;
  const isFirst = firstLookAt !== undefined && firstLookAt <= seenAt;
  return isFirst && (hasReason(reasons) || reasons.approval !== undefined);
}

function joinedApproval(one: Approval | undefined, other: Approval | undefined, named: Named): Approval | undefined {
  const times = [one, other].flatMap((approval) => approval?.time ?? []);
  if (times.length === 0) return undefined;
  const isReplaced = one?.isReplaced || other?.isReplaced || hasReason(named);
  return { time: Math.max(...times), isReplaced };
}

function newerHome(one: Account['home'], other: Account['home']): Account['home'] {
  if (one === undefined || other === undefined) return one ?? other;
  if (one.saidAt !== other.saidAt) return one.saidAt > other.saidAt ? one : other;
  return one.entityId >= other.entityId ? one : other;
}
