/** What sources have said of a person so far. Times are RFC 3339 in UTC, to the millisecond. */
import type { Attribute } from '../identity/person.ts';
import type { QuarantinedEffect } from '../safeguard/quarantined.ts';
import { type DecidedAccess, nothingDecided } from './decided-access.ts';

/** The newest that an account said of an attribute. */
export interface Fact {
  /** Null: the person is known to have none. */
  readonly value: Attribute | null;
  readonly saidAt: string;
  /** When it was first said without another value in between. */
  readonly since: string;
}

/** Whether the person is in a group, or has a role or an entitlement. */
export interface Membership {
  readonly isMember: boolean;
  readonly saidAt: string;
  readonly since: string;
  /** When the source ended the group, or named its members anew: what it said until then is over. */
  readonly endedAt?: string | undefined;
}

/** A list of the person, such as `groups`. */
export interface KnownList {
  /** By the group's name or id, in comparable form. */
  readonly members: ReadonlyMap<string, Membership>;
  /** When it was last said as a whole: the person was in nothing else then. */
  readonly wholeAt?: string | undefined;
  /** What of the list was kept then, as `UsableFacts.kept`: nothing is known of what only a later policy asks for. */
  readonly wholeFor?: string | undefined;
  /** The newest statement that was forgotten: an older one may be about a group that the person has left since. */
  readonly forgottenAt?: string | undefined;
}

export interface StateTimes {
  readonly saidAt: string;
  /** When it took effect, as the source says; maybe before anybody said so. */
  readonly since: string;
  /** When the source first said it without the other state in between; before `since` if it was announced. */
  readonly reportedAt: string;
}

export interface EmploymentState extends StateTimes {
  readonly is: 'active' | 'suspended' | 'left';
}

/** The person in one source. */
export interface SourceAccount {
  /** The source's name. */
  readonly source: string;
  /** Tells apart several publishers that use the form of one source. */
  readonly publisher?: string | undefined;
  /** The directory that the account is in, if the source syncs several. */
  readonly directory?: string | undefined;
  /** By attribute. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** By attribute. */
  readonly lists: ReadonlyMap<string, KnownList>;
  /** Undefined if the source has said neither. */
  readonly state?: (StateTimes & { readonly is: 'active' | 'left' }) | undefined;
  /** Undefined if there was none, or if the person is active since. It may lie behind a leaving. */
  readonly suspension?: StateTimes | undefined;
  /** The newest leaving that came before any return from it. */
  readonly lastLeftAt?: string | undefined;
  /** The newest leaving that came after a return from it, and after no newer leaving. */
  readonly lateLeftAt?: string | undefined;
}

/** @returns undefined if the source has said nothing of it */
export function stateOf({
  state,
  suspension,
}: Pick<SourceAccount, 'state' | 'suspension'>): EmploymentState | undefined {
  return suspension === undefined || state?.is === 'left' ? state : { is: 'suspended', ...suspension };
}

/** Whether the source calls the account suspended, or over. Another account may have its name now, maybe another person's. */
export function isOutOfUse(account: SourceAccount): boolean {
  const is = stateOf(account)?.is;
  return is === 'suspended' || is === 'left';
}

/** A login of Zuora that is this person's. */
export interface HeldLogin {
  /** In one form of Unicode, without invisible characters. */
  readonly login: string;
  /** Raised when the login gets another person. */
  readonly generation: number;
  /** When the person left who had it before: what they had is over, though their leaving was only reported. */
  readonly leftBefore?: string | undefined;
  /** The login that took its place when a source renamed the account; undefined again once an account has this one. */
  readonly renamedTo?: string | undefined;
}

export interface KnownPerson {
  readonly id: string;
  readonly accounts: readonly SourceAccount[];
  /** The newest last. */
  readonly logins: readonly HeldLogin[];
  /** What was decided last. */
  readonly decided: DecidedAccess;
  /** Raised when what was decided changes; 0 before the first decision. */
  readonly revision: number;
  /** What the safeguard keeps from happening until an operator has decided; left out if nothing. */
  readonly quarantined?: readonly QuarantinedEffect[] | undefined;
}

/** Somebody about whom nothing has been said. */
export function unknownPerson(id: string): KnownPerson {
  return { id, accounts: [], logins: [], decided: nothingDecided, revision: 0 };
}
