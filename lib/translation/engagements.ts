/**
 * Settles the end of one engagement and the beginning of another in one message, such as a contractor who is hired. The
 * dates alone cannot order the two: of two changes with one time, the revocation counts.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Period } from '../identity/calendar-day.ts';
import { grantTime } from '../identity/event-time.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import type { PersonReading, Reading } from '../identity/reading.ts';
import { announcingSources } from '../identity/sources.ts';
import { sureKeysOf } from '../people/source-accounts.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameAttributes } from '../policy/username-choice.ts';
import { personKey } from './person-key.ts';

/**
 * An end is withdrawn if the person joins at its moment, or on its day, or has joined since. Other sources than HR know no
 * engagements.
 */
export function settleEngagements({ username }: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const keyOf = (source: string, { person, publisher }: PersonReading) =>
    JSON.stringify([source, publisher, personKey(person, usernameAttributes(username, source))]);
  const beginnings = new Map<string, PersonReading[]>();
  const readings = events.flatMap((event) => ('error' in event ? [] : event.readings));
  const positions = new Map(readings.map((reading, position) => [reading, position]));
  const isBefore = (one: Reading, other: Reading) => (positions.get(one) ?? 0) < (positions.get(other) ?? 0);
  /** The accounts that end with an engagement, by the reading of the joining. */
  const ended = new Map<Reading, NonNullable<PersonReading['replaces']>[number][]>();
  for (const event of events) {
    if ('error' in event || !announcingSources.has(event.source)) continue;
    for (const reading of event.readings) {
      if (reading.kind !== 'person' || reading.change !== 'joined') continue;
      const key = keyOf(event.source, reading);
      const known = beginnings.get(key) ?? [];
      known.push(reading);
      beginnings.set(key, known);
    }
  }
  for (const joins of beginnings.values()) joins.sort(byMoment);
  const settleEnd = (reading: Reading, source: string): Reading => {
    if (reading.kind !== 'person' || reading.change !== 'left') return reading;
    const joins = beginnings.get(keyOf(source, reading)) ?? [];
    const latest = joins[countBefore(joins, (from) => from <= grantTime(reading)) - 1];
    const joining = firstIn(momentOf(reading), joins) ?? (latest && isFollowedBy(reading, latest) ? latest : undefined);
    if (joining === undefined || isEndOf(joining, reading, isBefore)) return reading;
    const accounts = ended.get(joining) ?? [];
    const keys = sureKeysOf(reading);
    if (Object.keys(keys).length > 0) accounts.push(keys);
    if (accounts.length > 0) ended.set(joining, accounts);
    return { ...reading, kind: 'withdrawal', reason: 'new-engagement' };
  };
  const settleBeginning = (reading: Reading): Reading => {
    const replaces = ended.get(reading);
    return replaces === undefined || reading.kind !== 'person' ? reading : { ...reading, replaces };
  };
  if (beginnings.size === 0) return events;
  return settled(settled(events, settleEnd), settleBeginning);
}

function settled(
  events: readonly IdentityEvent[],
  settle: (reading: Reading, source: string) => Reading,
): readonly IdentityEvent[] {
  return events.map((event) =>
    'error' in event ? event : { ...event, readings: event.readings.map((reading) => settle(reading, event.source)) },
  );
}

/**
 * Whether the engagement that begins is the one that ends: on one day, under one number, and the end was said last. Where
 * both are said at one time, and neither has a date, the order of the message tells what was last.
 */
function isEndOf(
  joining: PersonReading,
  leaving: PersonReading,
  isBefore: (one: Reading, other: Reading) => boolean,
): boolean {
  const keys = sureKeysOf(leaving);
  const isUndated = joining.effective === undefined && leaving.effective === undefined;
  if (isUndated) return isBefore(joining, leaving) && isDeepStrictEqual(keys, sureKeysOf(joining));
  const isOfOneDay = momentOf(joining).from < momentOf(leaving).until;
  return (
    isOfOneDay &&
    joining.time < grantTime(leaving) &&
    Object.keys(keys).length > 0 &&
    isDeepStrictEqual(keys, sureKeysOf(joining))
  );
}

/**
 * Whether the person was hired again by now. Rows of a report without their times of completion are all said at one time: only
 * their dates tell.
 */
function isFollowedBy(leaving: PersonReading, joining: PersonReading): boolean {
  return joining.time === grantTime(leaving) && momentOf(leaving).until < momentOf(joining).from;
}

function byMoment(one: PersonReading, other: PersonReading): number {
  const [first, second] = [momentOf(one).from, momentOf(other).from];
  return first < second ? -1 : first > second ? 1 : 0;
}

function momentOf(reading: PersonReading): Period {
  const time = grantTime(reading);
  return reading.effective ?? { from: time, until: time };
}

/** @param joins in their order */
function firstIn({ from, until }: Period, joins: readonly PersonReading[]): PersonReading | undefined {
  const next = joins[countBefore(joins, (other) => other < from)];
  return next !== undefined && momentOf(next).from <= until ? next : undefined;
}

/** How many of the joins, which are in their order, begin at an early time. */
function countBefore(joins: readonly PersonReading[], isEarly: (from: string) => boolean): number {
  let [first, end] = [0, joins.length];
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    const joining = joins[middle];
    if (joining !== undefined && isEarly(momentOf(joining).from)) first = middle + 1;
    else end = middle;
  }
  return first;
}
