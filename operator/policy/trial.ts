/** Tries a policy on a message, as the function would apply it. Sends nothing. */
import { resolveChange } from '../../lib/identity/identity-change.ts';
import type { Person } from '../../lib/identity/person.ts';
import { ignored, type Reading } from '../../lib/identity/reading.ts';
import type { CanonicalEvent } from '../../lib/policy/canonical-events.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { planEvent, readMessage, type EventLine as TranslationResult } from '../../lib/translation/plan.ts';

/** What becomes of one change of a person, or of an event that cannot be read. */
export interface Trial {
  /** The number of the event in the message, from 1. */
  readonly event: number;
  /** As the audit trail would have it. */
  readonly line: TranslationResult;
  /** Undefined for an event that cannot be read. */
  readonly reading: Reading | undefined;
  readonly events: readonly CanonicalEvent[];
}

/**
 * @param body of the message
 * @param sentAt when it would be sent, RFC 3339
 * @param overrides attributes that replace or complete those of every person
 */
export function tryPolicy(policy: Policy, body: string, sentAt: string, overrides: Person = {}): readonly Trial[] {
  return readMessage(policy, body, sentAt).flatMap((event, index): readonly Trial[] => {
    const { bad, changes } = planEvent(policy, event);
    if ('error' in event || bad.length > 0) {
      return changes.map(({ line }) => ({ event: index + 1, line, reading: undefined, events: [] }));
    }
    return event.readings.flatMap((original) => {
      const reading = override(original, overrides);
      const { changes } = planEvent(policy, { ...event, readings: [reading] });
      return changes.map(({ line, events }) => ({ event: index + 1, line, reading, events }));
    });
  });
}

function override(reading: Reading, overrides: Person): Reading {
  if (reading.kind !== 'person') return reading;
  const person = { ...reading.person, ...overrides };
  const change = resolveChange(reading.change, person);
  return change === undefined ? ignored('inactive') : { ...reading, change, person };
}
