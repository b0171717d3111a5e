/** Translates a message's body by a small policy, for people of whom nothing else is known. Each part can be replaced. */
import { type IdentityEvent, readIdentityEvents } from '../lib/identity/read-events.ts';
import type { PersonReading } from '../lib/identity/reading.ts';
import type { DecidedEvent } from '../lib/people/decided-event.ts';
import { type PlannedChange, planEvent, planMessage } from '../lib/translation/plan.ts';
import { type TriedReading, tryReading } from '../operator/policy/trial.ts';
import { entities, policy, revoking } from './fixtures/policies.ts';
import { sentAt } from './outcomes.ts';

/** The plan is that of the whole message, with its own reading. */
export const soundParts = { read: readIdentityEvents, decide: tryReading, plan: planMessage };

export type Parts = typeof soundParts;

/** One event of the body, with its people. */
export interface Translated {
  readonly event: IdentityEvent;
  readonly people: readonly PersonReading[];
  /** What follows for each person. */
  readonly decided: readonly Decided[];
}

/** What a change ends in: its line in the log, and the events that are sent. */
export type Ending = Pick<TriedReading, 'line' | 'events'>;

export interface Decided extends Ending {
  readonly reading: PersonReading;
}

/** Each entity with the only value in a payload that can grant it. No rule grants Japan. */
export const grantedFor = new Map([
  [entities.germany, 'zuora-billing'],
  [entities.france, 'Billing'],
]);

/** What mutated bodies are about. */
export const mutatedRules = [
  { id: 'group', when: { groups: ['zuora-billing'] }, grant: ['germany'] },
  { id: 'department', when: { department: ['Billing'] }, grant: ['france'] },
  { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'], unknown: 'grant' },
];

const rules = policy({ rules: mutatedRules, on: revoking });

export function translate(parts: Parts, body: string): readonly Translated[] {
  return parts.read(body, sentAt).map((event) => {
    const {
      changes,
      bad: [bad],
    } = planEvent(rules, event);
    if (bad !== undefined) return { event: { ...bad, source: event.source }, people: [], decided: [] };
    const readings = 'error' in event ? [] : event.readings;
    const decided = readings.flatMap((reading, index) => {
      const change = changes[index];
      return reading.kind === 'person' && change !== undefined ? { reading, ...endingOf(parts, change) } : [];
    });
    return { event, people: decided.map(({ reading }) => reading), decided };
  });
}

/** The endings of a body's changes, as the translation plans them. */
export function endings(parts: Parts, body: string): readonly Ending[] {
  return parts.plan(rules, body, sentAt).changes.map((change) => endingOf(parts, change));
}

function endingOf({ decide }: Parts, change: PlannedChange): Ending {
  if ('line' in change) return { line: change.line, events: [] };
  const { line, events } = decide(rules, change.reading, change.source);
  return { line, events };
}

export function eventsOf(translated: readonly Translated[] = []): readonly DecidedEvent[] {
  return translated.flatMap(({ decided }) => decided).flatMap(({ events }) => events);
}

/** The ids of the entities that a person gets. */
export function grantedIn({ line: { granted = [] }, events }: Ending): readonly string[] {
  return [...idsOf(granted), ...events.flatMap(({ data }) => data.ruleAssignments.map(({ entityId }) => entityId))];
}

/** The ids of the entities that the policy decides about. */
export function entitiesIn(ending: Ending): readonly string[] {
  const { revoked = [], reported = [] } = ending.line;
  const denied = ending.events.flatMap(({ data }) => [...data.denials, ...data.ended]);
  return [...grantedIn(ending), ...idsOf([...revoked, ...reported]), ...denied.map(({ entityId }) => entityId)];
}

function idsOf(names: readonly string[]): readonly string[] {
  return Object.entries(entities).flatMap(([name, id]) => (names.includes(name) ? [id] : []));
}
