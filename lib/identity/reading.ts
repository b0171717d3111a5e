/** What was read from one event of a source. */
import type { Audit } from '../../events/contract.ts';
import type { Person } from './person.ts';

export type ChangeKind = 'joined' | 'changed' | 'left' | 'added-to-group' | 'removed-from-group' | 'access-approved';

/** What a publisher who uses our own plain form tells the audit. */
export interface PublishersAudit extends Audit {
  readonly correlationId?: string | undefined;
}

/** Something happened to a person whom the event names. */
export interface PersonReading {
  readonly kind: 'person';
  readonly change: ChangeKind;
  readonly person: Person;
  /** The groups that the person was added to or removed from, or the accesses that were approved: names and ids alike. */
  readonly groups: readonly string[];
  /** Unique within its source, however often and on whatever route the event comes. */
  readonly id: string;
  /** When it happened, RFC 3339; the time of the envelope or of sending where the event has none. */
  readonly time: string;
  /** From when on it is to hold, RFC 3339, where that is later than `time`. */
  readonly effectiveAt?: string;
  readonly audit: PublishersAudit;
}

/** An event that asks for nothing: known and meaningless, or about somebody whom it does not name. */
export interface SilentReading {
  readonly kind: 'ignored' | 'unresolvable';
  /** A stable word that is counted by, such as `not-successful`. */
  readonly reason: string;
}

export type Reading = PersonReading | SilentReading;

/** Why an event is ignored. */
export type Meaningless =
  /** A type that has nothing to do with a person's access, such as a sign-in or a change of a policy. */
  | 'other-type'
  /** What was tried failed, was cancelled, or is not done yet. */
  | 'not-successful'
  | 'not-approved'
  /** About a device, an application, a group as such. */
  | 'not-a-person'
  /** Access for somebody who is not active. */
  | 'inactive'
  | 'test'
  | 'empty';

/** Why an event that matters cannot be acted on. */
export type Unresolvable =
  /** Its source sends ids alone: who it is, and what changed, can only be asked there. */
  | 'ids-only'
  | 'no-user'
  | 'no-group'
  /** It says what changed, and not into what. */
  | 'no-values'
  /** It holds a person, and not what happened to him. */
  | 'no-change';

export function ignored(reason: Meaningless): SilentReading {
  return { kind: 'ignored', reason };
}

export function unresolvable(reason: Unresolvable): SilentReading {
  return { kind: 'unresolvable', reason };
}
