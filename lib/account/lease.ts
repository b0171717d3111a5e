/** What an attempt holds while it works on a linked account. */
import type { LinkedAccount } from './account-item.ts';
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
