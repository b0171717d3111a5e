/** The result of reading one event of a source. */
import type { Audit } from '../../events/contract.ts';
import { BadEvent } from '../errors.ts';
import type { Period } from './calendar-day.ts';
import type { CountedTime } from './event-time.ts';
import type { Person } from './person.ts';

export const changeKinds = [
  'joined',
  'changed',
  /** Has no access for now. The account is still there. */
  'suspended',
  'left',
  'added-to-group',
  'removed-from-group',
  'access-approved',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

export type GroupChangeKind =
  | 'group-deleted'
  /** Those whom the event does not name are not in the group any more. */
  | 'members-replaced'
  | 'group-renamed'
  /** All groups of a directory are gone. */
  | 'directory-deleted';

/** Facts for the audit. Only publishers of our own plain form send them. */
export interface PublisherAudit extends Audit {
  readonly correlationId?: string | undefined;
}

/** A change of a person whom the event names. */
export interface PersonReading extends CountedTime {
  readonly kind: 'person';
  readonly change: ChangeKind;
  readonly person: Person;
  /** Names and ids of the groups that the person was added to or removed from, or of the approved accesses. */
  readonly groups: readonly string[];
  /** The attribute that lists `groups`, if it is not `groups`: `roles` or `entitlements`. */
  readonly groupsAttribute?: string;
  /** Whether the source may mean a group in the group: it does not tell one from a person. */
  readonly mayBeGroup?: true;
  /** The lists of the person that were replaced as a whole, such as `roles`. Other lists may lack some values. */
  readonly wholeLists?: readonly string[];
  /** Unique within its source, and the same on every delivery and every route. */
  readonly id: string;
  /**
   * When the change happened, RFC 3339. If the event has no time: when it was enveloped or sent. What may give access happened
   * when it was sent at the latest.
   */
  readonly time: string;
  /** When the change takes effect, RFC 3339, if that is later than `time`. */
  readonly effectiveAt?: string;
  /** The day, or the instant, of the effective date, even a past one. */
  readonly effective?: Period;
  /** Of a change with an effective date, even a past one: equal for every report of the change with that date. */
  readonly announcement?: string;
  /** Tells apart several publishers that use the form of one source. */
  readonly publisher?: string;
  /** The directory that the account is in, if the source syncs several. */
  readonly directory?: string;
  /** The user name that the account had until now, in a source that knows it by nothing else. */
  readonly formerUserName?: string;
  /** The ids of accounts in the source that are over as this one begins: the same person had them in another engagement. */
  readonly replaces?: readonly Readonly<Record<string, string>>[];
  readonly audit: PublisherAudit;
}

/** A change that does not happen: what was announced of its kind for this person no longer counts. */
export interface Withdrawal extends Omit<PersonReading, 'kind'> {
  readonly kind: 'withdrawal';
  readonly reason: WithdrawalReason;
}

export type WithdrawalReason =
  /** The source takes back what it announced. */
  | 'withdrawn'
  /** Another engagement begins at the moment at which this one ends. */
  | 'new-engagement';

/** What happened to a group as a whole. The event does not name the people whom it concerns. */
export interface GroupReading extends CountedTime {
  readonly kind: 'group';
  readonly change: GroupChangeKind;
  /** Names and ids of the group; none for a directory. */
  readonly groups: readonly string[];
  /** Whether the event has ids of the group alone. A rule may name the group by its name. */
  readonly hasIdsOnly: boolean;
  /** The names that a renamed group has no more. */
  readonly formerNames?: readonly string[];
  /** The id of the directory that was deleted. */
  readonly directory?: string;
  /** The same as of a person's change. */
  readonly id: string;
  readonly time: string;
  readonly publisher?: string;
}

/** An event without an effect: it does not concern access, or it lacks the person or the change. */
export interface SkippedReading {
  readonly kind: 'ignored' | 'unresolvable';
  /** A stable word for logs and metrics, such as `not-successful`. */
  readonly reason: string;
  /** What the source said, such as the name of a process. It never names a person. */
  readonly detail?: string;
}

export type Reading = PersonReading | Withdrawal | GroupReading | SkippedReading;

/** For one message. It bounds the memory, and the events that one invocation sends. */
export const maxReadings = 10_000;

/** The former members of a group are nobody in particular. */
export function countReadings(readings: readonly Reading[]): number {
  return readings.filter((one) => !areFormerMembers(one)).length;
}

function areFormerMembers(reading: Reading): boolean {
  if (reading.kind === 'group') return reading.change === 'members-replaced';
  return reading.kind === 'unresolvable' && reading.reason === 'former-members';
}

/** @throws BadEvent `batch-too-large` */
export function requireFewReadings(count: number): void {
  if (count <= maxReadings) return;
  throw new BadEvent('batch-too-large', `The event is about ${count} people; the maximum is ${maxReadings}.`);
}

/** Why an event is ignored. */
export type IgnoredReason =
  /** A type that does not concern a person's access, such as a sign-in or a policy change. */
  | 'other-type'
  /** A business process whose name is not known. A policy can say what it means. */
  | 'unknown-process'
  /** The source's action failed, was cancelled, or is not done yet. */
  | 'not-successful'
  | 'not-approved'
  /** About a device, an application or a group itself. */
  | 'not-a-person'
  /** A group inside a group. */
  | 'nested-group'
  /** A later change in the same message reverses it. */
  | 'reversed'
  /** Access for a person who is not active. */
  | 'inactive'
  | 'test'
  | 'empty';

/** Why a relevant event has no effect. */
export type UnresolvableReason =
  /** The source sends only ids. Only its API knows the person and the change. */
  | 'ids-only'
  | 'no-user'
  | 'no-group'
  /** The event names the changed attributes, without their new values. */
  | 'no-values'
  /** The event selects values by a condition that only the receiver of the request can apply. */
  | 'unknown-filter'
  /** The members of a group were replaced. The event names the present members, and not the group by which they are known. */
  | 'former-members'
  /** The event moves a date without its new value. */
  | 'no-date'
  /** The event holds a person, without the change. */
  | 'no-change';

export function ignored(reason: IgnoredReason, detail?: string): SkippedReading {
  return { kind: 'ignored', reason, ...(detail !== undefined && { detail }) };
}

export function unresolvable(reason: UnresolvableReason): SkippedReading {
  return { kind: 'unresolvable', reason };
}
