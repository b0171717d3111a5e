/**
 * Settles the end of one engagement and the beginning of another in one message, such as a contractor who is hired. The
 * dates alone cannot order the two: of two changes with one time, the revocation counts.
 */
import type { Period } from '../identity/calendar-day.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import type { PersonReading, Reading } from '../identity/reading.ts';
import { announcingSources } from '../identity/sources.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameAttributes } from '../policy/username-choice.ts';
import { personKey } from './person-key.ts';

/** An end is withdrawn if the person joins at its moment, or on its day. Other sources than HR know no engagements. */
export function settleEngagements({ username }: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const keyOf = (source: string, { person, publisher }: PersonReading) =>
    JSON.stringify([source, publisher, personKey(person, usernameAttributes(username, source))]);
  const beginnings = new Map<string, string[]>();
  for (const event of events) {
    if ('error' in event || !announcingSources.has(event.source)) continue;
    for (const reading of event.readings) {
      if (reading.kind !== 'person' || reading.change !== 'joined') continue;
      const key = keyOf(event.source, reading);
      const known = beginnings.get(key) ?? [];
      known.push(momentOf(reading).from);
      beginnings.set(key, known);
    }
  }
  for (const moments of beginnings.values()) moments.sort();
  const settle = (reading: Reading, source: string): Reading => {
    if (reading.kind !== 'person' || reading.change !== 'left') return reading;
    const joins = beginnings.get(keyOf(source, reading)) ?? [];
    if (!hasMomentIn(momentOf(reading), joins)) return reading;
    return { ...reading, kind: 'withdrawal', reason: 'new-engagement' };
  };
  if (beginnings.size === 0) return events;
  return events.map((event) =>
    'error' in event ? event : { ...event, readings: event.readings.map((reading) => settle(reading, event.source)) },
  );
}

function momentOf({ effective, time }: PersonReading): Period {
  return effective ?? { from: time, until: time };
}

/** @param moments in their order */
function hasMomentIn({ from, until }: Period, moments: readonly string[]): boolean {
  let [first, end] = [0, moments.length];
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    if ((moments[middle] ?? '') < from) first = middle + 1;
    else end = middle;
  }
  const next = moments[first];
  return next !== undefined && next <= until;
}
