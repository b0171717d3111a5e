/** Turns a source's identity change into a reading: sets its id and time, and checks that it names a person. */
import { BadEvent } from '../errors.ts';
import type { Json } from '../json.ts';
import { isBlank } from './attribute-values.ts';
import { calendarDay, isDate, lastMomentOf } from './calendar-day.ts';
import { effectivePeriod } from './effective-period.ts';
import { announcementId, eventId } from './event-id.ts';
import { countedTime, plausibleTime } from './event-time.ts';
import { readTombstone } from './former-login.ts';
import { cleared, type Person, unreadable } from './person.ts';
import {
  type ChangeKind,
  ignored,
  type PublisherAudit,
  type Reading,
  unresolvable,
  type WithdrawalReason,
} from './reading.ts';
import { parseTimestamp } from './timestamp.ts';
import type { EventContext } from './transport.ts';
import { unreadableAttribute } from './unreadable-attribute.ts';

/** A change of a person that a source reports. */
export interface IdentityChange {
  readonly change: ChangeKind;
  readonly person: Person;
  /** The attributes before the change, if the event has them. They identify a leaver. */
  readonly former?: Person;
  readonly groups?: readonly string[];
  /** The attribute that lists `groups`, if it is not `groups`. */
  readonly groupsAttribute?: string;
  /** Whether the source does not tell a group in the group from a person. */
  readonly mayBeGroup?: boolean;
  /** The lists of the person that lack no value. */
  readonly wholeLists?: readonly string[];
  /** The source's own id of the event, unchanged. */
  readonly id?: string | undefined;
  /** Tells apart several changes in one event, such as the members that one request adds. */
  readonly part?: string | number;
  /** When the change happened, in the source's own form. */
  readonly time?: unknown;
  /** Whether the source reports the same change again at each poll. */
  readonly isPolled?: boolean;
  /** When the change takes effect, in the source's own form. */
  readonly effectiveAt?: unknown;
  /** Tells apart several publishers that use the form of one source. */
  readonly publisher?: string | undefined;
  /** The directory that the account is in, if the source syncs several. */
  readonly directory?: string | undefined;
  /** The user name that the account had until now, in a source that knows it by nothing else. */
  readonly formerUserName?: string | undefined;
  readonly audit?: PublisherAudit;
  /** Why the change does not happen, if the event takes back what was announced. */
  readonly withdrawn?: WithdrawalReason;
}

/** A policy can identify a person by any of these. */
export const identifyingAttributes = ['userName', 'email', 'externalId', 'id', 'employeeNumber', 'displayName'];

/** The reading of a person, or the reason why there is none. */
export function createReading(event: Json, context: EventContext, reported: IdentityChange): Reading {
  const identityChange = { ...reported, ...identified(reported) };
  const {
    person,
    groups = [],
    groupsAttribute,
    mayBeGroup = false,
    wholeLists,
    effectiveAt,
    publisher,
    directory,
    formerUserName,
    audit = {},
    withdrawn,
  } = identityChange;
  if (person['active'] === unreadable) throw new BadEvent('invalid-event', 'active: must be true or false');
  const change = resolveChange(identityChange.change, person);
  if (!namesPerson(person)) return unresolvable('no-user');
  if (change === undefined) return ignored('inactive');
  if (isAboutGroups(change) && groups.length === 0) return unresolvable('no-group');
  const effective = effectivePeriod(effectiveAt, context);
  // Access lasts until the end of a leaver's last day. Whoever begins on the next day begins after that.
  const startsAt = effective && (revokes(change) ? lastMomentOf(effective) : effective.from);
  const plausible = eventTime(identityChange, change, context);
  const { time, sentAt } = countedTime(plausible, context, endsAccess(identityChange, change));
  const isEffectiveDated = startsAt !== undefined && startsAt > time;
  // A future joiner who is not active yet loses nothing.
  if (isEffectiveDated && reported.change === 'joined' && endsEverything(change)) return ignored('inactive');
  const id = eventId(event, context, { ...identityChange, change }, plausible);
  return {
    ...(withdrawn === undefined ? { kind: 'person' } : { kind: 'withdrawal', reason: withdrawn }),
    change,
    person,
    groups,
    ...(groupsAttribute !== undefined && { groupsAttribute }),
    ...(mayBeGroup && { mayBeGroup }),
    ...(wholeLists !== undefined && { wholeLists }),
    ...{ id, time, audit },
    ...(sentAt !== undefined && { sentAt }),
    ...(isEffectiveDated && { effectiveAt: startsAt }),
    ...(effective !== undefined && { effective, announcement: announcementId(identityChange, id) }),
    ...(publisher !== undefined && { publisher }),
    ...(directory !== undefined && { directory }),
    ...(formerUserName !== undefined && { formerUserName }),
  };
}

/** Who loses access is the person with the login before the change. An account with the name of a deleted one is over. */
function identified({
  change: reported,
  person: stated,
  former = {},
}: IdentityChange): Pick<IdentityChange, 'change' | 'person'> {
  // A new account is none that was deleted, whatever its name looks like.
  const isNew = reported === 'joined' && stated['active'] !== false;
  const person = isNew ? stated : readTombstone(stated);
  const change = person === stated || isAboutGroups(reported) ? reported : 'left';
  if (!endsEverything(resolveChange(change, person))) return { change, person };
  const names = Object.entries(former).filter(([name]) => identifyingAttributes.includes(name));
  return { change, person: readTombstone({ ...person, ...Object.fromEntries(names) }) };
}

/** @throws BadEvent if the event does name the person, but only in a form that cannot be read */
function namesPerson(person: Person): boolean {
  const names = identifyingAttributes.filter((name) => Object.hasOwn(person, name) && person[name] !== cleared);
  if (names.some((name) => person[name] !== unreadable)) return true;
  if (names[0] === undefined) return false;
  throw unreadableAttribute(names[0]);
}

/**
 * A person who is not active has no access, whatever else the event says. That alone does not say that they have left: many
 * systems write it for a leave too. So nothing is over for good.
 *
 * @returns undefined if an inactive person was to get access
 */
export function resolveChange(change: ChangeKind, { active }: Person): ChangeKind | undefined {
  if (active !== false || revokes(change)) return change;
  return isAboutGroups(change) ? undefined : 'suspended';
}

/** Whether a person has no access after the change. */
export function endsEverything(change: ChangeKind | undefined): change is 'left' | 'suspended' {
  return change === 'left' || change === 'suspended';
}

function revokes(change: ChangeKind): boolean {
  return endsEverything(change) || change === 'removed-from-group';
}

function isAboutGroups(change: ChangeKind): boolean {
  return change === 'added-to-group' || change === 'removed-from-group' || change === 'access-approved';
}

/**
 * What ends access counts from its delivery if its time cannot be read.
 *
 * @param change what the event comes to, by the state of the person
 * @throws BadEvent if a change that may give access has a time that cannot be read: it might be older than what ended it
 */
function eventTime(identityChange: IdentityChange, change: ChangeKind, context: EventContext): string {
  const reported = reportedTime(identityChange, context);
  if (reported === undefined && !isBlank(identityChange.time) && !endsAccess(identityChange, change)) {
    throw new BadEvent(
      'invalid-event',
      'time: the event has a time that is neither in RFC 3339 nor a count since 1970',
    );
  }
  return plausibleTime(reported, context);
}

/** Who takes back that somebody joins ends access. Who takes back that somebody leaves ends none. */
function endsAccess({ withdrawn }: IdentityChange, change: ChangeKind): boolean {
  return withdrawn === undefined ? revokes(change) : !revokes(change);
}

/**
 * For a date without a time, a grant counts from the start of the day, and a revocation from its end. So a leaver of
 * today has left after every grant of today, and what is taken back today was announced before.
 */
function reportedTime(
  { change, person, time, withdrawn }: IdentityChange,
  { sentAt, conventions }: EventContext,
): string | undefined {
  const day = isDate(time) ? calendarDay(time, conventions.timeZone ?? 'UTC') : undefined;
  if (day === undefined) return parseTimestamp(time);
  if (withdrawn === undefined && !revokes(resolveChange(change, person) ?? change)) return day.from;
  const isToday = day.from <= sentAt && sentAt < day.until;
  return isToday ? sentAt : lastMomentOf(day);
}
