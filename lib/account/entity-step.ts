/** Says what to do next with a user's access to an entity. */
import { type EntityAccess, isOutcomeUnknown, mayBeDenied, mayBePending, type Write } from './entity-access.ts';

/** What is to become of the access, decided from everything that was said. */
export interface Wish {
  readonly isDesired: boolean;
  /**
   * When the access was last asked for. If it is not to exist, when anything was last said of it. Undefined if a publisher or
   * an operator never did.
   */
  readonly saidAt?: number | undefined;
  /** When the person last left; milliseconds since the epoch. What others took before does not count after a return. */
  readonly leftAt?: number | undefined;
  /** Whether we are to approve what was requested, as the administrator of the entity. */
  readonly approves?: boolean | undefined;
  /** Whether our own requests are approved without an event, as the administrator of the entity. */
  readonly isAutomatic?: boolean | undefined;
  /** Whether an operator has yet to say if the person has left: they get nothing new meanwhile. */
  readonly mayHaveLeft?: boolean | undefined;
  /** The wish without the suspension, where nothing else forbids the access. */
  readonly onReturn?: Wish | undefined;
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
 * An administrator may have denied it since. So it is approved once at most, and a request that is known to be somebody
 * else's never. Of one whose outcome is unknown the approval tells whether it is pending.
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
