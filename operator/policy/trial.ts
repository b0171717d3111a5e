/** Tries a policy on a message, as if nothing else were known of its people. Sends nothing. */
import { resolveChange } from '../../lib/identity/identity-change.ts';
import type { Person } from '../../lib/identity/person.ts';
import { ignored, type PersonReading, type Reading } from '../../lib/identity/reading.ts';
import { type DecidedEvent, decidedEvents } from '../../lib/people/decided-event.ts';
import { type KnownPerson, unknownPerson } from '../../lib/people/known-person.ts';
import { occasionOf } from '../../lib/people/occasion.ts';
import { changedBy } from '../../lib/people/person-change.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { findUsername } from '../../lib/policy/username.ts';
import { learntLine } from '../../lib/translation/learnt-line.ts';
import { type EventLine, planEvent, readMessage } from '../../lib/translation/plan.ts';

/** What becomes of one change of a person, or of an event that cannot be read. */
export interface Trial {
  /** The number of the event in the message, from 1. */
  readonly event: number;
  /** As the audit trail would have it. */
  readonly line: EventLine;
  /** Undefined for an event that cannot be read. */
  readonly reading: Reading | undefined;
  /** One for each rule of the policy, in its order; undefined if the event is about nobody's access. */
  readonly judgements: readonly RuleJudgement[] | undefined;
  /** They have the ids of a person who is tried, not of one whom the service knows. */
  readonly events: readonly DecidedEvent[];
}

/** What follows for somebody about whom nothing else is known. */
export interface TriedReading extends Pick<Trial, 'line' | 'events'> {
  readonly judgements: readonly RuleJudgement[];
}

/**
 * @param body of the message
 * @param sentAt when it would be sent, RFC 3339
 * @param overrides attributes that replace or complete those of every person
 */
export function tryPolicy(policy: Policy, body: string, sentAt: string, overrides: Person = {}): readonly Trial[] {
  return readMessage(policy, body, sentAt).flatMap((event, index): readonly Trial[] => {
    const nothing = { event: index + 1, judgements: undefined, events: [] };
    const { bad, changes } = planEvent(policy, event);
    if ('error' in event || bad.length > 0) {
      return changes.flatMap((change) =>
        'line' in change ? { ...nothing, line: change.line, reading: undefined } : [],
      );
    }
    return event.readings.flatMap((original) => {
      const reading = override(original, overrides);
      return planEvent(policy, { ...event, readings: [reading] }).changes.map((change) =>
        'line' in change
          ? { ...nothing, line: change.line, reading }
          : { event: index + 1, reading, ...tryReading(policy, change.reading, change.source) },
      );
    });
  });
}

/** @param source the name of the reading's source */
export function tryReading(policy: Policy, reading: PersonReading, source: string): TriedReading {
  const { person, ...changed } = changedBy(policy, unknownPerson('trial'), reading, source);
  const { judgements, change } = changed;
  const name = findUsername(policy, reading.person, source);
  if ('missing' in name) {
    const line = learntLine(reading, source, { is: 'unresolvable', reason: name.missing }, undefined);
    return { line, judgements, events: [] };
  }
  const known: KnownPerson = { ...person, logins: [{ login: name.login, generation: 1 }] };
  const line = learntLine(reading, source, { is: 'learnt', ...changed }, known);
  const rules = [...new Set([...change.grantedBy, ...change.endedBy])];
  const occasion = occasionOf([{ reading, source }], rules);
  const events = occasion === undefined ? [] : decidedEvents(policy, known, occasion);
  return { line, judgements, events };
}

function override(reading: Reading, overrides: Person): Reading {
  if (reading.kind !== 'person') return reading;
  const person = { ...reading.person, ...overrides };
  const change = resolveChange(reading.change, person);
  return change === undefined ? ignored('inactive') : { ...reading, change, person };
}
