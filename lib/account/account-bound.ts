/**
 * Keeps an account's item within the 400 KB that DynamoDB allows: leaves out what no longer counts, and what is surplus.
 *
 * What is left out never lets anybody in. Orders that are surplus hold for all entities that are not listed; requests that
 * are older than a forgotten end do not count.
 */
import type { Account, EntityReasons } from './account.ts';
import type { LinkedAccount } from './account-item.ts';
import { type EntityAccess, mayExist } from './entity-access.ts';
import { isForgettable, isRunning } from './requested-assignment.ts';
import { isHeld, isInForce, mergeOrders, newest, type RevocationOrder } from './revocation-order.ts';

/** The assignments of publishers that an account may have. */
export const maxAssignments = 200;

/** In bytes: those that are running, and those with the ones that have run out. */
const maxRunningBytes = 128 * 1024;
const maxRequestBytes = 176 * 1024;

/** Of 100 bytes each. */
const maxEntities = 300;

/** Assignments that have ended or run out. */
const maxTombstones = 300;
const maxTombstoneBytes = 48 * 1024;

/** What one update of DynamoDB can name beside the entities of an event. */
const maxDropped = 100;

export function bounded(linked: LinkedAccount, now: number): LinkedAccount {
  return withoutSurplusEntities(withoutSurplusTombstones(withoutForgettable(linked, now), now), now);
}

/** Whether an account has as many reasons for access as it may have. */
export function hasTooManyAssignments(account: Account, now: number): boolean {
  const requested = [...account.entities.values()]
    .flatMap(({ requested: all }) => [...all])
    .filter(([, { isEnded }]) => !isEnded);
  const running = requested.filter(([, assignment]) => isRunning(assignment, now));
  const approvals = [...account.entities.values()].filter(({ approval }) => approval?.isReplaced === false);
  if (running.length + approvals.length > maxAssignments) return true;
  return requested.length > 20 && (bytesOf(running) > maxRunningBytes || bytesOf(requested) > maxRequestBytes);
}

function withoutForgettable(linked: LinkedAccount, now: number): LinkedAccount {
  const entities = new Map(linked.account.entities);
  for (const [entityId, reasons] of entities) {
    const kept = [...reasons.requested].filter(([, assignment]) => !isForgettable(assignment, now));
    if (kept.length < reasons.requested.size)
      entities.set(entityId, { ...reasons, requested: new Map(kept), isNamed: true });
  }
  return { ...linked, account: { ...linked.account, entities } };
}

function withoutSurplusTombstones(linked: LinkedAccount, now: number): LinkedAccount {
  const { account } = linked;
  const tombstones = [...account.entities].flatMap(([entityId, { requested }]) =>
    [...requested]
      .filter(([, assignment]) => !isRunning(assignment, now))
      .map(([key, assignment]) => ({ entityId, key, time: assignment.time, bytes: bytesOf([key, assignment]) })),
  );
  const dropped = surplus(tombstones, tombstones.length - fittingTombstones(tombstones), ({ time }) => time);
  if (dropped.length === 0) return linked;
  const entities = new Map(account.entities);
  let { forgottenAt } = account;
  for (const { entityId, key, time } of dropped) {
    const reasons = entities.get(entityId);
    if (!reasons) continue;
    const requested = new Map(reasons.requested);
    requested.delete(key);
    entities.set(entityId, { ...reasons, requested, isNamed: true });
    forgottenAt = newest(forgottenAt, time);
  }
  return { ...linked, account: { ...account, entities, forgottenAt } };
}

/** How many of the newest are kept. */
function fittingTombstones(tombstones: readonly { readonly time: number; readonly bytes: number }[]): number {
  let bytes = 0;
  const tooMany = tombstones
    .toSorted((one, other) => other.time - one.time)
    .findIndex((tombstone) => {
      bytes += tombstone.bytes;
      return bytes > maxTombstoneBytes;
    });
  return Math.min(maxTombstones, tooMany < 0 ? tombstones.length : tooMany);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function withoutSurplusEntities(linked: LinkedAccount, now: number): LinkedAccount {
  const { account } = linked;
  const candidates = [...account.entities]
    .filter(([entityId, reasons]) => isIdle(account, entityId, reasons, now))
    .filter(([entityId]) => !mayBeUnderWay(linked.access.get(entityId), now));
  const dropped = surplus(candidates, account.entities.size - maxEntities, ([, reasons]) => newestTime(reasons));
  if (dropped.length === 0) return linked;
  const entities = new Map(account.entities);
  const access = new Map(linked.access);
  let { unlisted, forgottenAt } = account;
  for (const [entityId, { order, requested }] of dropped) {
    entities.delete(entityId);
    access.delete(entityId);
    if (order && isInForce(order)) unlisted = mergeOrders(unlisted, forbidding(order));
    for (const { time } of requested.values()) forgottenAt = newest(forgottenAt, time);
    forgottenAt = newest(forgottenAt, order?.orderedAt);
  }
  return { ...linked, account: { ...account, entities, unlisted, forgottenAt }, access };
}

/** An order in force without what lifted an earlier one: of several orders as one, it would lift the others too. */
function forbidding(order: RevocationOrder): RevocationOrder {
  const { orderedAt, heldAt } = order;
  return { orderedAt, heldAt: isHeld(order) ? heldAt : undefined };
}

/** Whether nothing in the entity gives access, now or by itself later, and no rule of the newest decision names it. */
function isIdle({ decision }: Account, entityId: string, reasons: EntityReasons, now: number): boolean {
  const { requested, baseline, approval } = reasons;
  const lists = [decision?.assignments, decision?.denials, decision?.ended];
  const isRuled = lists.some((named) => named?.has(entityId));
  const isRequested = [...requested.values()].some((assignment) => isRunning(assignment, now));
  return !isRuled && !isRequested && baseline?.isReplaced !== false && approval?.isReplaced !== false;
}

/** Whether the user has access that is to end, or Zuora may still grant a request or work on a write. */
function mayBeUnderWay(access: EntityAccess = {}, now: number): boolean {
  const { closedUntil = 0 } = access;
  return mayExist(access) || closedUntil > now;
}

/** When something was last said about the entity; milliseconds since the epoch. */
function newestTime({ requested, baseline, approval, order = {} }: EntityReasons): number {
  const times = [...[...requested.values()].map(({ time }) => time), baseline?.seenAt, approval?.time];
  return Math.max(...[...times, order.orderedAt, order.unblockedAt].map((time = 0) => time));
}

/** The oldest of them, as many as are too many. */
function surplus<One>(all: readonly One[], count: number, timeOf: (one: One) => number): readonly One[] {
  if (count <= 0) return [];
  return all.toSorted((one, other) => timeOf(one) - timeOf(other)).slice(0, Math.min(count, maxDropped));
}
