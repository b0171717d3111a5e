/**
 * Settles attributes of which one message says two values at one time. Their statements could not be told apart by age: the
 * lesser text would count.
 */
import { cleared, unreadable } from '../identity/person.ts';
import type { IdentityEvent } from '../identity/read-events.ts';
import type { PersonReading, Reading } from '../identity/reading.ts';
import { grantedAtOf, keysOf } from '../people/source-accounts.ts';
import { memberLists, usableFacts } from '../people/usable-facts.ts';
import type { Policy } from '../policy/policy.ts';

/** A value gives way to another one that a later change of the message has. Without its name nobody would be found. */
export function settleAttributes(policy: Policy, events: readonly IdentityEvent[]): readonly IdentityEvent[] {
  const { naming } = usableFacts(policy);
  /** By account, time and attribute, in JSON. */
  const saidLater = new Map<string, string>();
  const settle = (reading: Reading, source: string): Reading => {
    const account = reading.kind === 'person' ? accountAt(reading, source) : undefined;
    if (reading.kind !== 'person' || account === undefined) return reading;
    const person = Object.entries(reading.person).filter(([name]) => {
      if (naming.has(name) || name === 'active') return true;
      const [statement, value] = [JSON.stringify([account, name]), textOf(reading, name)];
      const later = saidLater.get(statement) ?? value;
      if (saysAll(reading, name)) saidLater.set(statement, later);
      return later === value;
    });
    return { ...reading, person: Object.fromEntries(person) };
  };
  return inReverse(events, (event) =>
    'error' in event ? event : { ...event, readings: inReverse(event.readings, (one) => settle(one, event.source)) },
  );
}

function inReverse<One>(all: readonly One[], settle: (one: One) => One): readonly One[] {
  return all.toReversed().map(settle).toReversed();
}

/** By its surest key; undefined without any. */
function accountAt(reading: PersonReading, source: string): unknown {
  const [key] = keysOf(reading);
  return key && [source, reading.publisher, reading.directory, ...key, grantedAtOf(reading)];
}

function textOf({ person }: PersonReading, name: string): string {
  const value = person[name];
  return typeof value === 'symbol' ? String(value) : JSON.stringify(value);
}

/** Whether nothing that was said of the attribute before counts. Some systems send an empty list with every person. */
function saysAll({ person, wholeLists = [] }: PersonReading, name: string): boolean {
  const value = person[name];
  if (value === unreadable) return false;
  if (value === cleared || wholeLists.includes(name)) return true;
  return !memberLists.includes(name) && !(Array.isArray(value) && value.length === 0);
}
