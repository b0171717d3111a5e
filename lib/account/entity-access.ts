/**
 * What the service knows of a user's access to one entity in Zuora, and of its own writes there. Zuora shows granted access,
 * but no request that awaits an administrator.
 */

import type { Block } from './desired.ts';

/** Times in milliseconds since the epoch. */
export interface EntityAccess {
  /** When Zuora last accepted a request of ours that may still await an administrator. */
  readonly askedAt?: number | undefined;
  /** When Zuora last accepted an approval of ours. */
  readonly approvedAt?: number | undefined;
  /** When Zuora refused to let us approve our request. An administrator may still grant it. */
  readonly unapprovedAt?: number | undefined;
  /** When a request or an approval of ours was sent that Zuora did not answer. It may be pending, or it never arrived. */
  readonly unansweredAt?: number | undefined;
  /**
   * When Zuora refused a request of ours as a business rule, after one that it did not answer. Nobody can tell whether that one
   * is pending: Zuora may have another reason.
   */
  readonly outcomeUnknownAt?: number | undefined;
  /** The identity of the event whose request that was, or `lookName`. */
  readonly outcomeUnknownOf?: string | undefined;
  /** When Zuora refused a request of ours, because somebody else's may be pending. */
  readonly othersAskedAt?: number | undefined;
  /** Until when Zuora may work on a write that it did not answer. */
  readonly closedUntil?: number | undefined;
  /** When a look showed the access, and no write of ours has changed it since. */
  readonly verifiedAt?: number | undefined;
  /** When the account's first look showed the access, as long as no later look and no write of ours has told more of it. */
  readonly firstShownAt?: number | undefined;
  /** When a look missed the access that had been shown. */
  readonly removedAt?: number | undefined;
  readonly refusal?: Refusal | undefined;
  /** Writes whose answer nobody heard, at most one of a kind. */
  readonly begun?: readonly BegunWrite[] | undefined;
}

/** Zuora's refusal of a request that there is one already, and of a denial that there is nothing to deny. */
export const businessRule = 'business-rule';

/** Why an event fails that leaves such a request: the reason of its dead letter. */
export const outcomeUnknown = 'outcome-unknown';

/** A final refusal by Zuora. Nothing is sent again until something new is said about the entity. */
export interface Refusal {
  readonly write: Exclude<Write, 'approve-own'>;
  readonly reason: string;
  readonly at: number;
}

export type Write =
  | 'request'
  /** An event says that a request is to be approved, whoever made it. */
  | 'approve'
  /** The policy says that requests of ours are to be approved. */
  | 'approve-own'
  | 'deny';

export type Answer =
  /** Zuora accepted the write. */
  | { readonly is: 'accepted' }
  | { readonly is: 'refused'; readonly reason: string }
  /** Zuora may work on it until then. */
  | { readonly is: 'unknown'; readonly until: number };

/** Stands for an event. There is one look at a time. */
export const lookName = 'look';

/** Who began a write. */
export interface Attempt {
  /** When the attempt began; milliseconds since the epoch. */
  readonly at: number;
  /** Its owner: random, one for each attempt. */
  readonly by: string;
  /** The identity of its event, or `lookName`. */
  readonly event: string;
}

export interface BegunWrite {
  readonly write: Write;
  readonly attempt: Attempt;
  /** What forbade the access when the write was begun. Undefined if an earlier release began it. */
  readonly blocks?: readonly Block['kind'][] | undefined;
  /** Whether the event's own record says that Zuora accepted what was written. */
  readonly isAccepted?: boolean | undefined;
}

/** Whether a denial of ours may have ended the access, or its request. */
export function mayBeDenied({ begun = [] }: EntityAccess): boolean {
  return begun.some(({ write }) => write === 'deny');
}

/** Whether a request for the access may await an administrator. Zuora shows none. */
export function mayBePending({ askedAt, unansweredAt, othersAskedAt }: EntityAccess): boolean {
  return (askedAt ?? unansweredAt ?? othersAskedAt) !== undefined;
}

/** When the newest request or approval of ours that may be pending was sent, as far as it is known. */
export function lastAskedAt({ approvedAt, askedAt, outcomeUnknownAt, unansweredAt }: EntityAccess): number | undefined {
  return approvedAt ?? askedAt ?? outcomeUnknownAt ?? unansweredAt;
}

/** Whether nobody can tell if a request of ours is pending. */
export function isOutcomeUnknown({ outcomeUnknownAt }: EntityAccess = {}): boolean {
  return outcomeUnknownAt !== undefined;
}

/** Whether Zuora may have the access, or a request for it. */
export function mayExist(access: EntityAccess): boolean {
  return mayBePending(access) || (access.approvedAt ?? shownAt(access)) !== undefined;
}

/** Whether no look has shown the access, and no write of ours was begun or refused. */
export function isUntouched(access: EntityAccess = {}): boolean {
  return Object.values(access).every((value) => value === undefined);
}

/** When a look showed the access, as long as nothing is known to have changed it since. */
export function shownAt({ verifiedAt, firstShownAt }: EntityAccess): number | undefined {
  return verifiedAt ?? firstShownAt;
}
