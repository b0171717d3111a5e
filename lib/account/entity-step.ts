/** Says what to do next with a user's access to an entity, and what each look and each answer adds to what is known. */
import {
  type Answer,
  businessRule,
  type EntityAccess,
  isOutcomeUnknown,
  mayBeDenied,
  mayBePending,
  shownAt,
  type Write,
} from './entity-access.ts';

/** What is to become of the access, decided from everything that was said. */
export interface Wish {
  readonly isDesired: boolean;
  /** When the newest event of a publisher about the entity was said; undefined if there is none. */
  readonly saidAt?: number | undefined;
  /** Whether we are to approve what was requested, as the administrator of the entity. */
  readonly approves?: boolean | undefined;
  /** Whether our own requests are approved without an event, as the administrator of the entity. */
  readonly isAutomatic?: boolean | undefined;
  /** Whether an operator has yet to say if the person has left: they get nothing new meanwhile. */
  readonly mayHaveLeft?: boolean | undefined;
  /** Whether the login is protected: its access is never revoked. */
  readonly isProtected: boolean;
  /** Whether the user was created here. Such access cannot end. */
  readonly isHome?: boolean | undefined;
}

export type Next =
  | { readonly do: Write }
  /** Nothing to send. The state is what an operator sees. */
  | { readonly do: 'nothing'; readonly state: Rest };

export type Rest =
  /** Access is to exist, and a look showed it. */
  | 'verified'
  /** An administrator has to grant it. */
  | 'pending'
  /** Nobody can tell whether a request is pending. A newer one, or a redrive, asks again. */
  | 'outcome-unknown'
  /** Access is to exist, and is not asked for: the person may have left, and an operator has yet to say. */
  | 'may-have-left'
  /** Somebody else took it. A newer request asks for it again. */
  | 'removed-outside'
  /** Zuora refused for good. */
  | 'failed'
  /** Zuora may work on an earlier write. */
  | 'closed'
  /** Access is not to exist, and does not. */
  | 'ended'
  /** Access is not to exist, and stays: the login is protected. */
  | 'protected'
  /** Access is not to exist, and stays: the user was created here. */
  | 'home-remains';

/** The ids of the entities in which nothing is to be sent, because of this state. */
export function restingIn(state: Rest, steps: ReadonlyMap<string, Next>): readonly string[] {
  return [...steps].flatMap(([id, next]) => (next.do === 'nothing' && next.state === state ? [id] : []));
}

/** What to do next, after a look. */
export function nextStep(access: EntityAccess, isShown: boolean, wish: Wish, now: number): Next {
  return wish.isDesired ? toGive(access, isShown, wish, now) : toEnd(access, isShown, wish, now);
}

function toGive(
  access: EntityAccess,
  isShown: boolean,
  { saidAt = 0, approves = false, isAutomatic = false, mayHaveLeft = false }: Wish,
  now: number,
): Next {
  const { askedAt = -Infinity, outcomeUnknownAt = -Infinity, approvedAt = -Infinity, closedUntil = 0 } = access;
  const { removedAt, refusal } = access;
  // An earlier denial may still land.
  if (closedUntil > now) return rest('closed');
  if (isShown) return rest('verified');
  if (removedAt !== undefined) return rest('removed-outside');
  if (refusal !== undefined && refusal.write !== 'deny') return rest('failed');
  if (mayHaveLeft) return rest(isAskedFor(access, saidAt) && !approves ? 'pending' : 'may-have-left');
  // Whether a request is still pending, Zuora's answer to another one tells.
  if (mayBeDenied(access)) return { do: approves ? 'approve' : 'request' };
  if (approves) return saidAt > approvedAt ? { do: 'approve' } : rest('pending');
  if (saidAt > Math.max(askedAt, outcomeUnknownAt)) return { do: 'request' };
  if (isAutomatic && isOwnToApprove(access)) return { do: 'approve-own' };
  return rest(isOutcomeUnknown(access) ? 'outcome-unknown' : 'pending');
}

/** Whether a request of ours may be pending, and nobody has asked anew since. */
function isAskedFor(access: EntityAccess, saidAt: number): boolean {
  return saidAt <= (access.askedAt ?? -Infinity) && mayBePending(access) && !mayBeDenied(access);
}

/**
 * An administrator may have denied it since. So it is approved once at most, and somebody else's request never. Of an unclear
 * one the approval tells whether it is pending.
 */
function isOwnToApprove({ askedAt, outcomeUnknownAt, approvedAt, unapprovedAt, othersAskedAt }: EntityAccess): boolean {
  return (askedAt ?? outcomeUnknownAt) !== undefined && (approvedAt ?? unapprovedAt ?? othersAskedAt) === undefined;
}

/** A request that may be pending counts as access: an administrator could grant it later. */
function toEnd(access: EntityAccess, isShown: boolean, { isProtected, isHome = false }: Wish, now: number): Next {
  const { closedUntil = 0, refusal } = access;
  if (closedUntil > now) return rest('closed');
  if (!isShown && !mayBePending(access)) return rest('ended');
  if (isHome) return rest('home-remains');
  if (isProtected) return rest('protected');
  return refusal?.write === 'deny' ? rest('failed') : { do: 'deny' };
}

function rest(state: Rest): Next {
  return { do: 'nothing', state };
}

/** What a look adds. */
export function afterLook(access: EntityAccess, isShown: boolean, wish: Wish, now: number): EntityAccess {
  const known = withNews(access, wish);
  // What is under way may still change what was seen.
  if ((known.closedUntil ?? 0) > now) return known;
  if (isShown) {
    const { removedAt: _, firstShownAt, ...others } = withoutRequest(known);
    if (wish.isDesired) return { ...others, verifiedAt: now };
    return firstShownAt === undefined ? others : { ...others, firstShownAt };
  }
  if (!wish.isDesired) {
    const { verifiedAt: _, firstShownAt: __, removedAt: ___, ...others } = known;
    return others;
  }
  const { verifiedAt: _, firstShownAt: __, ...others } = known;
  const lastShownAt = shownAt(known);
  // A request since then asks for it again, whenever it was taken.
  const isRemoved = lastShownAt !== undefined && (wish.saidAt ?? 0) <= lastShownAt;
  return isRemoved ? { ...others, removedAt: now } : others;
}

/** Something newer than a refusal, or than a removal by others, makes it worth another attempt. */
function withNews(access: EntityAccess, { isDesired, saidAt = 0 }: Wish): EntityAccess {
  const { refusal, removedAt, ...others } = access;
  const isOpposite = refusal !== undefined && (refusal.write === 'deny') === isDesired;
  return {
    ...others,
    ...(refusal !== undefined && saidAt <= refusal.at && !isOpposite && { refusal }),
    ...(removedAt !== undefined && saidAt <= removedAt && { removedAt }),
  };
}

/**
 * What a write's answer adds.
 *
 * @param isShown whether the latest look showed the access
 */
export function afterWrite(
  access: EntityAccess,
  write: Write,
  answer: Answer,
  isShown: boolean,
  now: number,
): EntityAccess {
  const { verifiedAt: _, firstShownAt: __, closedUntil: ___, ...known } = access;
  const isApproval = write === 'approve' || write === 'approve-own';
  switch (answer.is) {
    case 'accepted':
      if (isApproval) return afterApproval(known, now);
      return { ...withoutRequest(known), ...(write === 'request' && { askedAt: now }) };
    case 'refused':
      return afterRefusal(known, write, answer.reason, isShown, now);
    case 'unknown':
      return {
        ...(isApproval ? known : withoutDoubt(known)),
        ...{ closedUntil: answer.until, ...(write !== 'deny' && { unansweredAt: now }) },
      };
  }
}

function afterRefusal(known: EntityAccess, write: Write, reason: string, isShown: boolean, now: number): EntityAccess {
  if (write === 'approve-own') return { ...known, unapprovedAt: now };
  const refusal = { write, reason, at: now };
  if (reason !== businessRule || write === 'approve') return { ...known, refusal };
  // There is nothing to deny.
  if (write === 'deny') return isShown ? { ...known, refusal } : withoutRequest(known);
  const { askedAt, unansweredAt, othersAskedAt, unapprovedAt = -Infinity } = known;
  if (askedAt === undefined && unansweredAt === undefined) return { ...known, othersAskedAt: now, refusal };
  // It may be somebody else's still.
  const pending = { ...withoutRequest(known), ...(othersAskedAt !== undefined && { othersAskedAt }) };
  if (askedAt !== undefined) return { ...pending, askedAt: now };
  // Zuora has refused to approve the same one before.
  const isUnapproved = unapprovedAt >= (unansweredAt ?? 0);
  return { ...pending, unansweredAt, outcomeUnknownAt: now, ...(isUnapproved && { unapprovedAt }) };
}

/** What Zuora lets us approve was pending. */
function afterApproval(known: EntityAccess, now: number): EntityAccess {
  const { outcomeUnknownAt } = known;
  return {
    ...withoutDoubt(known),
    ...(outcomeUnknownAt !== undefined && { askedAt: outcomeUnknownAt }),
    approvedAt: now,
  };
}

/** What is known of a request that has been unclear so far, once something else was sent. */
function withoutDoubt({ outcomeUnknownAt: _, outcomeUnknownOf: __, ...others }: EntityAccess): EntityAccess {
  return others;
}

/** What is known once no request is pending. */
function withoutRequest(access: EntityAccess): EntityAccess {
  const { askedAt: _, unansweredAt: __, othersAskedAt: ___, approvedAt: ____, unapprovedAt: _____, ...others } = access;
  return withoutDoubt(others);
}
