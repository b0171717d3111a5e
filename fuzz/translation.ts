/** Translates a message's body by a small policy. Each part of the translation can be replaced. */
import { BadEvent } from '../lib/errors.ts';
import { type IdentityEvent, readIdentityEvents } from '../lib/identity/read-events.ts';
import type { PersonReading } from '../lib/identity/reading.ts';
import { decideAccess } from '../lib/policy/access-decision.ts';
import { type CanonicalEvent, canonicalEvents } from '../lib/policy/canonical-events.ts';
import { entities, policy, revoking } from './fixtures/policies.ts';
import { sentAt } from './outcomes.ts';

export const soundParts = { read: readIdentityEvents, decide: decideAccess, canonicalEvents };

export type Parts = typeof soundParts;

/** One event of the body, with its people and canonical events. */
export interface Translated {
  readonly event: IdentityEvent;
  readonly people: readonly PersonReading[];
  readonly canonical: readonly CanonicalEvent[];
}

/** Each entity with the only value in a payload that can grant it. No rule grants Japan. */
export const grantedFor = new Map([
  [entities.germany, 'zuora-billing'],
  [entities.france, 'Billing'],
]);

const rules = policy({
  rules: [
    { id: 'group', when: { groups: ['zuora-billing'] }, grant: ['germany'] },
    { id: 'department', when: { department: ['Billing'] }, grant: ['france'] },
    { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
  ],
  on: revoking,
});

export function translate(parts: Parts, body: string): readonly Translated[] {
  return parts.read(body, sentAt).map((event) => {
    if ('error' in event) return { event, people: [], canonical: [] };
    const people = event.readings.filter((reading) => reading.kind === 'person');
    try {
      return { event, people, canonical: people.flatMap((person) => eventsOf(parts, person, event.source)) };
    } catch (error) {
      if (!(error instanceof BadEvent)) throw error;
      return { event: { body: event.body, source: event.source, error }, people: [], canonical: [] };
    }
  });
}

function eventsOf(
  { decide, canonicalEvents }: Parts,
  person: PersonReading,
  source: string,
): readonly CanonicalEvent[] {
  const decision = decide(rules, person);
  return decision.kind === 'access-change' ? canonicalEvents(rules, decision, person, source) : [];
}
