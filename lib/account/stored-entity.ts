/**
 * One entity's part of an account's item. Its names have one letter, because DynamoDB bills every write by the size of the
 * whole item.
 */
import * as z from 'zod/mini';
import type { Approval, Baseline, EntityReasons } from './account.ts';
import type { BegunWrite, EntityAccess, Refusal } from './entity-access.ts';
import type { RequestedAssignment } from './requested-assignment.ts';
import { newest, type RevocationOrder } from './revocation-order.ts';
import { ofStoredAssignment, storedAssignment, toStoredAssignment } from './stored-assignment.ts';
import { flag, flagOf } from './stored-flag.ts';

/** What is remembered of an entity. */
export interface RememberedEntity {
  readonly reasons: EntityReasons;
  readonly access: EntityAccess;
}

const time = z.optional(z.number());

const refusedWrite = z.enum(['request', 'approve', 'deny']);
const write = z.enum(['request', 'approve', 'approve-own', 'deny']);

const storedBegun = z.object({
  w: write,
  /** The attempt's `at`, `by` and `event`. */
  t: z.number(),
  o: z.string(),
  e: z.string(),
  /** `blocks`. */
  b: z.optional(z.array(z.enum(['suspended', 'left', 'denied', 'ordered']))),
  /** `isAccepted`. */
  a: flag,
});

export const storedEntity = z.object({
  /** Requested assignments. */
  r: z.optional(z.array(storedAssignment)),
  /** The baseline: `seenAt`, `isReplaced`. */
  b: z.optional(z.object({ s: z.number(), r: flag })),
  /** The approval: `time`, `isReplaced`. */
  p: z.optional(z.object({ t: z.number(), r: flag })),
  /** The order: `orderedAt`, `liftedAt`, `heldAt`, `unblockedAt`. */
  o: z.optional(z.object({ o: time, l: time, h: time, u: time })),
  /** `isNamed`. */
  g: flag,
  /** `isDecided`. */
  i: flag,
  /** `askedAt`. */
  a: time,
  /** `approvedAt`. */
  q: time,
  /** `unapprovedAt`. */
  n: time,
  /** `unansweredAt`. */
  u: time,
  /** `outcomeUnknownAt`. */
  h: time,
  /** `outcomeUnknownOf`. */
  y: z.optional(z.string()),
  /** `othersAskedAt`. */
  d: time,
  /** `closedUntil`. */
  c: time,
  /** `verifiedAt`. */
  v: time,
  /** `firstShownAt`. */
  s: time,
  /** `removedAt`. */
  m: time,
  /** The refusal: `write`, `reason`, `at`. */
  f: z.optional(z.object({ w: refusedWrite, r: z.string(), t: z.number() })),
  /** The begun writes. */
  w: z.optional(z.array(storedBegun)),
});

export type StoredEntity = z.infer<typeof storedEntity>;

/**
 * @param usualKey the key that requested assignments need not say
 * @returns undefined if there is nothing to remember
 */
export function toStoredEntity({ reasons, access }: RememberedEntity, usualKey?: string): StoredEntity | undefined {
  const { requested, baseline, approval, order, isNamed = false, isDecided = false } = reasons;
  const { askedAt, approvedAt, unapprovedAt, unansweredAt, outcomeUnknownAt, outcomeUnknownOf, othersAskedAt } = access;
  const { closedUntil, verifiedAt, firstShownAt, removedAt, refusal, begun } = access;
  const stored: StoredEntity = {
    r: requested.size > 0 ? [...requested].map((one) => toStoredAssignment(one, usualKey)) : undefined,
    b: baseline && { s: baseline.seenAt, r: flagOf(baseline.isReplaced) },
    p: approval && { t: approval.time, r: flagOf(approval.isReplaced) },
    o: order && toStoredOrder(order, requested.values()),
    g: flagOf(isNamed),
    i: flagOf(isDecided),
    a: askedAt,
    q: approvedAt,
    n: unapprovedAt,
    u: unansweredAt,
    h: outcomeUnknownAt,
    y: outcomeUnknownOf,
    d: othersAskedAt,
    c: closedUntil,
    v: verifiedAt,
    s: firstShownAt,
    m: removedAt,
    f: refusal && { w: refusal.write, r: refusal.reason, t: refusal.at },
    w: begun?.map(toStoredBegun),
  };
  return Object.values(stored).some((value) => value !== undefined) ? stored : undefined;
}

/** @param usualKey the key of the assignments that say none */
export function ofStoredEntity(stored: StoredEntity, usualKey: string | undefined): RememberedEntity {
  const { r = [], b, p, o, f } = stored;
  const baseline: Baseline | undefined = b && { seenAt: b.s, isReplaced: b.r === 1 };
  const requested = new Map(r.map((one) => ofStoredAssignment(one, usualKey)));
  const approval: Approval | undefined = p && { time: p.t, isReplaced: p.r === 1 };
  const refusal: Refusal | undefined = f && { write: f.w, reason: f.r, at: f.t };
  const order = ofStoredOrder(o, requested.values());
  return {
    reasons: { requested, baseline, approval, order, isNamed: stored.g && true, isDecided: stored.i && true },
    access: {
      askedAt: stored.a,
      approvedAt: stored.q,
      unapprovedAt: stored.n,
      unansweredAt: stored.u,
      outcomeUnknownAt: stored.h,
      outcomeUnknownOf: stored.y,
      othersAskedAt: stored.d,
      closedUntil: stored.c,
      verifiedAt: stored.v,
      firstShownAt: stored.s,
      removedAt: stored.m,
      refusal,
      begun: stored.w?.map(ofStoredBegun),
    },
  };
}

/** The newest request lifts an order too. So most entities need no order. */
function toStoredOrder(order: RevocationOrder, requested: Iterable<RequestedAssignment>): StoredEntity['o'] {
  const { orderedAt, liftedAt, heldAt, unblockedAt } = order;
  const isKnown = liftedAt === newestRequest(requested);
  const stored = { o: orderedAt, l: isKnown ? undefined : liftedAt, h: heldAt, u: unblockedAt };
  return Object.values(stored).some((at) => at !== undefined) ? stored : undefined;
}

function ofStoredOrder(
  { o, l, h, u }: NonNullable<StoredEntity['o']> = {},
  requested: Iterable<RequestedAssignment>,
): RevocationOrder | undefined {
  const order = { orderedAt: o, liftedAt: newest(l, newestRequest(requested)), heldAt: h, unblockedAt: u };
  return Object.values(order).some((at) => at !== undefined) ? order : undefined;
}

function newestRequest(requested: Iterable<RequestedAssignment>): number | undefined {
  const times = [...requested].filter(({ isEnded }) => !isEnded).map(({ time: at }) => at);
  return times.length > 0 ? Math.max(...times) : undefined;
}

type StoredBegun = z.infer<typeof storedBegun>;

function toStoredBegun({ write: w, attempt: { at, by, event }, blocks, isAccepted = false }: BegunWrite): StoredBegun {
  return { w, t: at, o: by, e: event, b: blocks && [...blocks], a: flagOf(isAccepted) };
}

function ofStoredBegun({ w, t, o, e, b, a }: StoredBegun): BegunWrite {
  return { write: w, attempt: { at: t, by: o, event: e }, blocks: b, isAccepted: a && true };
}
