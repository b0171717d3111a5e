/** Translates a message's body by a small policy. Each part of the translation can be replaced. */
import { BadEvent } from '../lib/errors.ts';
import { type IdentityEvent, readIdentityEvents } from '../lib/identity/read-events.ts';
import type { PersonReading } from '../lib/identity/reading.ts';
import { type AccessDecision, decideAccess } from '../lib/policy/access-decision.ts';
import { type CanonicalEvent, canonicalEvents } from '../lib/policy/canonical-events.ts';
import { planMessage } from '../lib/translation/plan.ts';
import { entities, policy, revoking } from './fixtures/policies.ts';
import { sentAt } from './outcomes.ts';

/** The plan is the whole translation, with its own reading and decision. */
export const soundParts = { read: readIdentityEvents, decide: decideAccess, canonicalEvents, plan: planMessage };

export type Parts = typeof soundParts;

/** One event of the body, with its people and canonical events. */
export interface Translated {
  readonly event: IdentityEvent;
  readonly people: readonly PersonReading[];
  readonly canonical: readonly CanonicalEvent[];
  /** The decision about each person, with the events that follow. */
  readonly decided: readonly Decided[];
}

export interface Decided {
  readonly reading: PersonReading;
  readonly decision: AccessDecision;
  readonly events: readonly CanonicalEvent[];
}

/** What a change ends in: its outcome in the audit log, and what is published. */
export interface Ending {
  readonly outcome: string;
  readonly published: readonly Pick<CanonicalEvent, 'type'>[];
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
    if ('error' in event) return { event, people: [], canonical: [], decided: [] };
    const people = event.readings.filter((reading) => reading.kind === 'person');
    try {
      const decided = people.map((reading) => decideAbout(parts, reading, event.source));
      return { event, people, canonical: decided.flatMap(({ events }) => events), decided };
    } catch (error) {
      if (!(error instanceof BadEvent)) throw error;
      const { body, source } = event;
      return { event: { body, source, error }, people: [], canonical: [], decided: [] };
    }
  });
}

/** The endings of a body's changes, as the translation plans them. */
export function endings({ plan }: Parts, body: string): readonly Ending[] {
  return plan(rules, body, sentAt).changes.map(({ line, events }) => ({ outcome: line.outcome, published: events }));
}

function decideAbout({ decide, canonicalEvents }: Parts, reading: PersonReading, source: string): Decided {
  const decision = decide(rules, reading);
  const events = decision.kind === 'access-change' ? canonicalEvents(rules, decision, reading, source) : [];
  return { reading, decision, events };
}
