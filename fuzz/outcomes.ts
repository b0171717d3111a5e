/** Describes the readings of an event in short lines. */
import { type IdentityEvent, readIdentityEvents } from '../lib/identity/read-events.ts';
import type { PersonReading, Reading } from '../lib/identity/reading.ts';

export const sentAt = '2026-11-21T09:33:00.000Z';

/**
 * @param content the body as a text, or its content
 * @param at when the message was sent, RFC 3339
 */
export function read(content: unknown, at = sentAt): readonly IdentityEvent[] {
  return readIdentityEvents(typeof content === 'string' ? content : JSON.stringify(content), at);
}

export function lines(events: readonly IdentityEvent[]): string[] {
  return events.flatMap((event) => ('error' in event ? [`bad ${event.error.reason}`] : event.readings.map(line)));
}

/** The people in all events. */
export function people(events: readonly IdentityEvent[]): PersonReading[] {
  return events.flatMap((event) =>
    'error' in event ? [] : event.readings.filter((reading) => reading.kind === 'person'),
  );
}

/** The only person of an event. */
export function personIn(content: unknown, at = sentAt): PersonReading {
  const [person, ...others] = people(read(content, at));
  if (person === undefined || others.length > 0) throw new Error('not one person');
  return person;
}

function line(reading: Reading): string {
  if (reading.kind === 'group') {
    const { change, groups, formerNames, directory } = reading;
    return [
      change,
      ...(formerNames ?? []),
      `[${[...groups, ...(directory === undefined ? [] : [directory])].join(', ')}]`,
    ].join(' ');
  }
  if (!('person' in reading)) return `${reading.kind} ${reading.reason}`;
  const { userName, email, externalId, id, displayName } = reading.person;
  const groups = reading.groups.length > 0 ? ` [${reading.groups.join(', ')}]` : '';
  const what = reading.kind === 'withdrawal' ? `${reading.reason} ${reading.change}` : reading.change;
  return `${what} ${String(userName ?? email ?? externalId ?? id ?? displayName)}${groups}`;
}
