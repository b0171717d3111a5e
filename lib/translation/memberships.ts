/**
 * Settles the membership changes of one message that have the same time. Their events could not be told apart by age: of
 * two, the revocation counts, so a person who only moves between two groups would lose what both grant.
 */
import { cleared, type Person } from '../identity/person.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import { ignored, type PersonReading, type Reading } from '../identity/reading.ts';
import { tidyLogin } from '../login.ts';
import { comparableText } from '../policy/comparable-text.ts';
import type { Policy } from '../policy/policy.ts';

/** The last change of each group of one person at one time, in the order of the message. */
type LastChanges = Map<string, PersonReading>;

/** A change that a later one of the message reverses is ignored. A removal knows the groups that the person was added to. */
export function settleMemberships({ username }: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const lastChanges = new Map<string, LastChanges>();
  for (const reading of events
    .flatMap((event) => ('error' in event ? [] : event.readings))
    .filter(isMembershipChange)) {
    const moment = momentOf(reading, username);
    const known: LastChanges = lastChanges.get(moment) ?? new Map();
    lastChanges.set(moment, known.set(groupOf(reading), reading));
  }
  const settle = (reading: Reading): Reading => {
    if (!isMembershipChange(reading)) return reading;
    const changes: LastChanges = lastChanges.get(momentOf(reading, username)) ?? new Map();
    if (changes.get(groupOf(reading))?.change !== reading.change) return ignored('reversed');
    return isRemovedGroup(reading) ? withGroups(reading, addedGroups(changes)) : reading;
  };
  return events.map((event) => ('error' in event ? event : { ...event, readings: event.readings.map(settle) }));
}

function isMembershipChange(reading: Reading): reading is PersonReading {
  return reading.kind === 'person' && (reading.change === 'added-to-group' || reading.change === 'removed-from-group');
}

/** A removed role comes with the roles that the person has, in the same reading. */
function isRemovedGroup({ change, groupsAttribute }: PersonReading): boolean {
  return change === 'removed-from-group' && groupsAttribute === undefined;
}

/** One person at one time. */
function momentOf({ person, time, effectiveAt }: PersonReading, username: readonly string[]): string {
  return JSON.stringify([nameOf(person, username), time, effectiveAt]);
}

function nameOf(person: Person, username: readonly string[]): unknown {
  const carrier = username.find((attribute) => Object.hasOwn(person, attribute) && person[attribute] !== cleared);
  return carrier === undefined ? Object.entries(person) : tidyLogin(String(person[carrier]));
}

function groupOf({ groups, groupsAttribute }: PersonReading): string {
  return JSON.stringify([groupsAttribute, ...groups.map(comparableText).sort()]);
}

function addedGroups(changes: LastChanges): readonly string[] {
  return [...changes.values()].filter(({ change }) => change === 'added-to-group').flatMap(({ groups }) => groups);
}

function withGroups(reading: PersonReading, added: readonly string[]): PersonReading {
  const { groups } = reading.person;
  if (added.length === 0 || typeof groups === 'symbol') return reading;
  return { ...reading, person: { ...reading.person, groups: [...[groups ?? []].flat().map(String), ...added] } };
}
