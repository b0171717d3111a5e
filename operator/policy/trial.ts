/** Tries a policy on a message, by what the function would do with it. Nothing is sent. */
import { changeOf } from '../../lib/identity/identity-change.ts';
import type { Person } from '../../lib/identity/person.ts';
import { readIdentityEvents } from '../../lib/identity/read-events.ts';
import { ignored, type Reading } from '../../lib/identity/reading.ts';
import type { CanonicalEvent } from '../../lib/policy/canonical-events.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { type Line, planOf } from '../../lib/translation/plan.ts';

/** What one thing that happened to a person comes to, or an event that cannot be read. */
export interface Trial {
  /** Which of the message's events it belongs to, from 1 on. */
  readonly event: number;
  /** As the audit trail would have it. */
  readonly line: Line;
  /** Undefined for an event that cannot be read. */
  readonly reading: Reading | undefined;
  readonly events: readonly CanonicalEvent[];
}

/**
 * @param body of the message
 * @param sentAt when it would be sent, RFC 3339
 * @param said of every person beside what the event says, and before it
 */
export function tryPolicy(policy: Policy, body: string, sentAt: string, said: Person = {}): readonly Trial[] {
  return readIdentityEvents(body, sentAt).flatMap((event, index): readonly Trial[] => {
    const { bad, lines } = planOf(policy, event);
    if ('error' in event || bad.length > 0)
      return lines.map((line) => ({ event: index + 1, line, reading: undefined, events: [] }));
    return event.readings.flatMap((read) => {
      const reading = withSaid(read, said);
      const { lines, toSend } = planOf(policy, { ...event, readings: [reading] });
      return lines.map((line) => ({ event: index + 1, line, reading, events: toSend.map(({ event }) => event) }));
    });
  });
}

function withSaid(reading: Reading, said: Person): Reading {
  if (reading.kind !== 'person') return reading;
  const person = { ...reading.person, ...said };
  const change = changeOf(reading.change, person);
  return change === undefined ? ignored('inactive') : { ...reading, change, person };
}
