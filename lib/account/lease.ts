/** What an attempt holds while it works on a linked account. */
import type { LinkedAccount } from './account-item.ts';
import type { Attempt } from './entity-access.ts';
import type { SaidChange } from './open-change.ts';

/** An event that says something about an account. */
export interface SaidEvent {
  /** The event's identity in the ledger. */
  readonly event: string;
  readonly change: SaidChange;
}

export interface AccountLease {
  readonly event: string;
  /** The item's key. */
  readonly identity: string;
  readonly owner: string;
  /** When the attempt began; milliseconds since the epoch. */
  readonly begunAt: number;
  /**
   * When the earliest of the attempts began that end with this lease: this one, or one that was cut off. An assignment that
   * has ended since may have been taken for a valid one. Milliseconds since the epoch.
   */
  readonly openSince: number;
  /** Whether the event is another version of one that requested access elsewhere, which is to end. */
  readonly isRetracting: boolean;
  /** What the item has. */
  readonly stored: LinkedAccount;
  /** The account with all that was said, by events that were cut off and by this one. */
  readonly known: LinkedAccount;
}

export type AccountRefusal =
  /** Another delivery holds it. */
  | { readonly is: 'held' }
  /** So many attempts were cut off that the item has no room for one more. */
  | { readonly is: 'full' }
  /** The account has as many assignments as it may have. */
  | { readonly is: 'too-many-assignments' }
  /** Another decision has the same generation and revision. */
  | { readonly is: 'contradicted' };

/** Nothing is to be done in the account now: another look was faster. */
export interface NotDue {
  readonly is: 'not-due';
}

/** The attempt that holds the account. */
export function attemptOf({ begunAt, owner, event }: AccountLease): Attempt {
  return { at: begunAt, by: owner, event };
}

/** When the first of the attempts began that end with this lease, looks too. All of them find the same. */
export function firstBegunAt({ stored, begunAt, openSince }: AccountLease): number {
  return Math.min(begunAt, openSince, ...[...stored.openChanges.values()].map((open) => open.begunAt));
}

/** The owner of the first attempt at the event, as far as the account knows: its change is open there. */
export function firstOwnerOf({ stored, event }: AccountLease): string | undefined {
  return stored.openChanges.get(event)?.owner;
}

export function isFirstAttempt(lease: AccountLease): boolean {
  return firstOwnerOf(lease) === lease.owner;
}
