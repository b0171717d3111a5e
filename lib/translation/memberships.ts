/**
 * Settles the membership changes of one message that have the same time. Their events could not be told apart by age: of
 * two, the revocation counts, so a person who only moves between two groups would lose what both grant.
 */
import type { IdentityEvent } from '../identity/read-events.ts';
import { ignored, type PersonReading, type Reading } from '../identity/reading.ts';
import { memoise } from '../memoise.ts';
import { comparableText } from '../policy/comparable-text.ts';
import { attributeTexts } from '../policy/comparable-values.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameAttributes } from '../policy/username-choice.ts';
import { sha256 } from '../sha256.ts';
import { personKey } from './person-key.ts';

/** The last change of each group of one person at one time, in the order of the message. */
type LastChanges = ReadonlyMap<string, PersonReading>;

/** A change that a later one of the message reverses is ignored. A removal knows the groups that the person was added to. */
export function settleMemberships({ username }: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const lastChanges = new Map<string, Map<string, PersonReading>>();
  for (const event of events) {
    if ('error' in event) continue;
    const attributes = usernameAttributes(username, event.source);
    for (const reading of event.readings.filter(isMembershipChange)) {
      const moment = momentOf(reading, attributes);
      const known = lastChanges.get(moment) ?? new Map<string, PersonReading>();
      lastChanges.set(moment, known.set(groupOf(reading), reading));
    }
  }
  // One list for all removals of a person, since a person may leave many groups for many.
  const addedGroups = new Map<string, readonly string[]>();
  const settle = (reading: Reading, source: string): Reading => {
    if (!isMembershipChange(reading)) return reading;
    const moment = momentOf(reading, usernameAttributes(username, source));
    const changes: LastChanges = lastChanges.get(moment) ?? new Map();
    if (changes.get(groupOf(reading))?.change !== reading.change) return ignored('reversed');
    if (!isRemovedGroup(reading)) return reading;
    const added = addedGroups.get(moment) ?? groupsAdded(changes);
    addedGroups.set(moment, added);
    return withGroups(reading, added);
  };
  return events.map((event) =>
    'error' in event ? event : { ...event, readings: event.readings.map((reading) => settle(reading, event.source)) },
  );
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
  return JSON.stringify([personKey(person, username), time, effectiveAt]);
}

function groupOf({ groups, groupsAttribute }: PersonReading): string {
  return `${groupsAttribute} ${groupsHash(groups)}`;
}

/** The people of one event may share their groups. */
const groupsHash = memoise((groups: readonly string[]) => sha256(groups.map(comparableText).sort()));

function groupsAdded(changes: LastChanges): readonly string[] {
  return [...changes.values()].filter(({ change }) => change === 'added-to-group').flatMap(({ groups }) => groups);
}

function withGroups(reading: PersonReading, added: readonly string[]): PersonReading {
  const { groups } = reading.person;
  if (added.length === 0 || typeof groups === 'symbol') return reading;
  const all = groups === undefined ? added : [...attributeTexts(groups), ...added];
  return { ...reading, person: { ...reading.person, groups: all } };
}
