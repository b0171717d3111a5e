/**
 * Settles changes of groups and of memberships in one message that have the same time. Their events could not be told apart
 * by age: a group that is deleted and created anew would lose its new members too.
 */
import { grantTime } from '../identity/event-time.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import { type GroupReading, ignored, type PersonReading, type Reading } from '../identity/reading.ts';
import { comparableText } from '../policy/comparable-text.ts';

/** By a group at one time: where in the message it is told last. */
type Positions = ReadonlyMap<string, number>;

/** An addition before the end of its group is reversed. A group with additions after its deletion has other members. */
export function settleGroups(events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const ends = lastPositions(events, isEnd);
  if (ends.size === 0) return events;
  const additions = lastPositions(events, isAddition);
  let position = 0;
  const settle = (reading: Reading, source: string): Reading => {
    position += 1;
    const isBefore = (last: Positions) => keysOf(reading, source).some((key) => (last.get(key) ?? 0) > position);
    if (isAddition(reading)) return isBefore(ends) ? ignored('reversed') : reading;
    const isRefilled = reading.kind === 'group' && reading.change === 'group-deleted' && isBefore(additions);
    return isRefilled ? { ...reading, change: 'members-replaced', time: grantTime(reading) } : reading;
  };
  return events.map((event) =>
    'error' in event ? event : { ...event, readings: event.readings.map((reading) => settle(reading, event.source)) },
  );
}

function lastPositions(events: readonly IdentityEvent[], counts: (reading: Reading) => boolean): Positions {
  const last = new Map<string, number>();
  let position = 0;
  for (const event of events) {
    if ('error' in event) continue;
    for (const reading of event.readings) {
      position += 1;
      if (counts(reading)) for (const key of keysOf(reading, event.source)) last.set(key, position);
    }
  }
  return last;
}

function isEnd(reading: Reading): reading is GroupReading {
  return reading.kind === 'group' && (reading.change === 'group-deleted' || reading.change === 'members-replaced');
}

function isAddition(reading: Reading): reading is PersonReading {
  return reading.kind === 'person' && reading.change === 'added-to-group';
}

function keysOf(reading: Reading, source: string): readonly string[] {
  if (!isEnd(reading) && !isAddition(reading)) return [];
  const { publisher, groups } = reading;
  return groups.map((name) => JSON.stringify([source, publisher, grantTime(reading), comparableText(name)]));
}
