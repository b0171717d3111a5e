/**
 * Settles the membership changes of one message that have the same time. Their events could not be told apart by age: of
 * two, the removal counts, so a person who is removed from a group and added again would lose it.
 */
import { grantTime } from '../identity/event-time.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import { type ChangeKind, ignored, type PersonReading, type Reading } from '../identity/reading.ts';
import { memoise } from '../memoise.ts';
import { comparableText } from '../policy/comparable-text.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameAttributes } from '../policy/username-choice.ts';
import { sha256 } from '../sha256.ts';
import { accountKeyOf, personKey } from './person-key.ts';

/** A change that a later one of the message reverses is ignored. */
export function settleMemberships({ username }: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  /** The last change of each group of one person at one time. */
  const lastChanges = new Map<string, ChangeKind>();
  for (const event of events) {
    if ('error' in event) continue;
    const attributes = usernameAttributes(username, event.source);
    for (const reading of event.readings.filter(isMembershipChange)) {
      for (const key of membershipKeys(reading, event.source, attributes)) lastChanges.set(key, reading.change);
    }
  }
  const settle = (reading: Reading, source: string): Reading => {
    if (!isMembershipChange(reading)) return reading;
    const keys = membershipKeys(reading, source, usernameAttributes(username, source));
    return keys.every((key) => lastChanges.get(key) === reading.change) ? reading : ignored('reversed');
  };
  return events.map((event) =>
    'error' in event ? event : { ...event, readings: event.readings.map((reading) => settle(reading, event.source)) },
  );
}

function isMembershipChange(reading: Reading): reading is PersonReading {
  return reading.kind === 'person' && (reading.change === 'added-to-group' || reading.change === 'removed-from-group');
}

/**
 * One person in one group at one time, by their username and by their account: an event may have one of both. Each source and
 * each publisher has groups of its own.
 */
function membershipKeys(reading: PersonReading, source: string, username: readonly string[]): readonly string[] {
  const { person, publisher, effectiveAt, groups, groupsAttribute } = reading;
  const group = [source, publisher, groupsAttribute, groupsHash(groups)];
  const people = [personKey(person, username), accountKeyOf(person)].filter((key) => key !== undefined);
  return people.map((key) => JSON.stringify([key, grantTime(reading), effectiveAt, group]));
}

/** The people of one event may share their groups. */
const groupsHash = memoise((groups: readonly string[]) => sha256(groups.map(comparableText).sort()));
