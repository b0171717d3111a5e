/** Plans what a message of identity events is to change, before anything is written. */
import { BadEvent } from '../errors.ts';
import { endsEverything } from '../identity/identity-change.ts';
import { unreadable } from '../identity/person.ts';
import { type IdentityEvent, readIdentityEvents } from '../identity/read-events.ts';
import type { PersonReading, Reading, Withdrawal } from '../identity/reading.ts';
import { unreadableAttribute } from '../identity/unreadable-attribute.ts';
import type { Statement } from '../ledger/effective-change.ts';
import type { TranslationLine } from '../log-line.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername } from '../policy/username.ts';
import { settleAttributes } from './attribute-settling.ts';
import { settleEngagements } from './engagements.ts';
import { type GroupEnd, planGroup } from './group-plan.ts';
import { settleGroups } from './group-settling.ts';
import { settleMemberships } from './memberships.ts';
import { sourcesHeard } from './sources-heard.ts';
import { statementOf } from './statement.ts';

/** The audit line of an event, without the fields of its message. */
export type EventLine = Omit<TranslationLine, 'operation' | 'messageId'>;

/** One change of a person or a group: to be learnt, or only told. */
export type PlannedChange = {
  /** What the ledger has to know first. */
  readonly statement?: Statement | undefined;
  /** What is to be remembered of a group. */
  readonly groupEnd?: GroupEnd;
} & ({ readonly line: EventLine } | { readonly reading: PersonReading; readonly source: string });

export interface BadBody {
  /** The body of the event alone. */
  readonly body: string;
  readonly error: BadEvent;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Events that cannot be translated. They do not affect the other events of the message. */
  readonly bad: readonly BadBody[];
}

interface MessagePlan extends Plan {
  /** The names of the sources whose events could be read. */
  readonly heardFrom: readonly string[];
}

/**
 * @param body of a message
 * @param sentAt when it was sent, RFC 3339
 */
export function planMessage(policy: Policy, body: string, sentAt: string): MessagePlan {
  const events = readMessage(policy, body, sentAt);
  const plans = events.map((event) => planEvent(policy, event));
  // An empty batch: every message leaves a line.
  if (plans.length === 0) return { changes: [{ line: emptyLine }], bad: [], heardFrom: [] };
  return {
    changes: plans.flatMap(({ changes }) => changes),
    bad: plans.flatMap(({ bad }) => bad),
    heardFrom: sourcesHeard(events.filter((_, index) => plans[index]?.bad.length === 0)),
  };
}

const emptyLine: EventLine = { outcome: 'ignored', source: undefined, reason: 'empty' };

/** The events of a message, after the changes that belong together are settled. */
export function readMessage(policy: Policy, body: string, sentAt: string): readonly IdentityEvent[] {
  const events = settleGroups(readIdentityEvents(body, sentAt, policy));
  return settleEngagements(policy, settleAttributes(policy, settleMemberships(policy, events)));
}

/** The plan for one event of a message. */
export function planEvent(policy: Policy, event: IdentityEvent): Plan {
  if ('error' in event) return deadLetterPlan(event, event.source);
  const { body, source, readings } = event;
  try {
    return { changes: readings.map((reading) => planReading(policy, reading, source)), bad: [] };
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return deadLetterPlan({ body, error }, source);
  }
}

function deadLetterPlan({ body, error }: BadBody, source: string | undefined): Plan {
  return {
    changes: [{ line: { outcome: 'dead-letter', source, reason: error.reason, detail: error.message } }],
    bad: [{ body, error }],
  };
}

/** @throws BadEvent if a decision needs what cannot be read */
function planReading(policy: Policy, reading: Reading, source: string): PlannedChange {
  if (reading.kind === 'withdrawal') return planWithdrawal(policy, reading, source);
  if (reading.kind === 'group') return planGroup(policy, reading, source);
  if (reading.kind !== 'person') {
    const { kind, ...why } = reading;
    return { line: { outcome: kind, source, ...why } };
  }
  requireReadable(policy, reading);
  const name = findUsername(policy, reading.person, source);
  // A change for a date is found again by its login.
  if ('missing' in name && reading.effectiveAt !== undefined) {
    return {
      line: { outcome: 'unresolvable', source, eventId: reading.id, change: reading.change, reason: name.missing },
    };
  }
  return { reading, source, statement: statementOf(policy, reading, source) };
}

/**
 * An unreadable attribute is not an absent one: a denial that needs it would be skipped. Who loses all access needs none.
 *
 * @throws BadEvent if a rule needs an attribute that the event has in a form that cannot be read
 */
function requireReadable({ rules }: Policy, { change, person }: PersonReading): void {
  if (endsEverything(change) || !Object.values(person).includes(unreadable)) return;
  const name = rules
    .flatMap(({ when }) => Object.keys(when))
    .find((attribute) => Object.hasOwn(person, attribute) && person[attribute] === unreadable);
  if (name !== undefined) throw unreadableAttribute(name);
}

/** Nothing is sent. The statement takes the place of what was announced. */
function planWithdrawal(policy: Policy, withdrawal: Withdrawal, source: string): PlannedChange {
  const username = findUsername(policy, withdrawal.person, source);
  if ('missing' in username) return { line: { outcome: 'unresolvable', source, reason: username.missing } };
  const { id, change, reason } = withdrawal;
  const line: EventLine = { outcome: 'ignored', source, eventId: id, reason, detail: change, username: username.name };
  return { line, statement: statementOf(policy, withdrawal, source) };
}
