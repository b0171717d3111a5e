/** Says what each look, and each answer of Zuora, adds to what is known of a user's access to an entity. */
import { type Answer, businessRule, type EntityAccess, mayBePending, shownAt, type Write } from './entity-access.ts';
import type { Wish } from './entity-step.ts';

/** What a look adds. */
export function afterLook(access: EntityAccess, isShown: boolean, wish: Wish, now: number): EntityAccess {
  const { closedUntil = 0, ...known } = withNews(access, wish);
  // What is under way may still change what was seen.
  if (closedUntil > now) return { ...known, closedUntil };
  // A request is no newer than what is seen after it, by any clock.
  const at = Math.max(now, wish.saidAt ?? now);
  if (isShown) {
    const { removedAt: _, firstShownAt, ...others } = withoutRequest(known);
    if (wish.isDesired) return { ...others, verifiedAt: at };
    return firstShownAt === undefined ? others : { ...others, firstShownAt };
  }
  if (!wish.isDesired) {
    const { verifiedAt: _, firstShownAt: __, removedAt: ___, approvedAt, ...others } = known;
    // What somebody took stays taken after a suspension.
    const { removedAt } = wish.onReturn ? afterLook(access, false, wish.onReturn, now) : {};
    return {
      ...others,
      // What was approved has ended, unless it was a request that is shown later.
      ...(approvedAt !== undefined && mayBePending(known) && { approvedAt }),
      ...(removedAt !== undefined && { removedAt }),
    };
  }
  const { verifiedAt: _, firstShownAt: __, ...others } = known;
  const lastShownAt = shownAt(known);
  const isRemoved = lastShownAt !== undefined && countsSince(wish) <= lastShownAt;
  return isRemoved ? { ...others, removedAt: at } : others;
}

/**
 * From when on it counts what others took. A request since then asks for it again, whenever it was taken; and who left and is
 * back has what the rules say.
 */
function countsSince({ saidAt = 0, leftAt = 0 }: Wish): number {
  return Math.max(saidAt, leftAt);
}

/** Something newer than a refusal, or than a removal by others, makes it worth another attempt. */
function withNews(access: EntityAccess, wish: Wish): EntityAccess {
  const { isDesired, saidAt = 0 } = wish;
  const { refusal, removedAt, ...others } = access;
  const isOpposite = refusal !== undefined && (refusal.write === 'deny') === isDesired;
  return {
    ...others,
    ...(refusal !== undefined && saidAt <= refusal.at && !isOpposite && { refusal }),
    ...(removedAt !== undefined && countsSince(wish) <= removedAt && { removedAt }),
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
  const { verifiedAt: _, firstShownAt: __, closedUntil: ___, ...before } = access;
  const isApproval = write === 'approve' || write === 'approve-own';
  const known = answer.is === 'refused' ? before : withoutRemoval(before);
  switch (answer.is) {
    case 'accepted':
      if (isApproval) return afterApproval(known, now);
      return { ...withoutRequest(known), ...(write === 'request' && { askedAt: now }) };
    case 'refused':
      return afterRefusal(known, write, answer.reason, isShown, now);
    case 'unknown':
      return {
        ...(isApproval ? known : withoutUnknownOutcome(known)),
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

/** After a write of ours nobody can tell who took the access. */
function withoutRemoval({ removedAt: _, ...others }: EntityAccess): EntityAccess {
  return others;
}

/** What Zuora lets us approve was pending. */
function afterApproval(known: EntityAccess, now: number): EntityAccess {
  const { outcomeUnknownAt } = known;
  return {
    ...withoutUnknownOutcome(known),
    ...(outcomeUnknownAt !== undefined && { askedAt: outcomeUnknownAt }),
    approvedAt: now,
  };
}

/** A request, a denial or an approval since then tells more. */
function withoutUnknownOutcome({ outcomeUnknownAt: _, outcomeUnknownOf: __, ...others }: EntityAccess): EntityAccess {
  return others;
}

/** What is known once no request is pending. */
function withoutRequest(access: EntityAccess): EntityAccess {
  const { askedAt: _, unansweredAt: __, othersAskedAt: ___, approvedAt: ____, unapprovedAt: _____, ...others } = access;
  return withoutUnknownOutcome(others);
}
