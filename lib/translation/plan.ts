/** Plans the outcome of a message of identity events, before anything is sent. */
import { BadEvent } from '../errors.ts';
import { type IdentityEvent, readIdentityEvents } from '../identity/read-events.ts';
import type { PersonReading, Reading, Withdrawal } from '../identity/reading.ts';
import type { Statement } from '../ledger/effective-change.ts';
import type { TranslationLine } from '../log-line.ts';
import { type AccessDecision, decideAccess } from '../policy/access-decision.ts';
import { type CanonicalEvent, canonicalEvents } from '../policy/canonical-events.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername } from '../policy/username.ts';
import { settleEngagements } from './engagements.ts';
import { settleMemberships } from './memberships.ts';
import { statementOf } from './statement.ts';

/** The audit line of an event, without the fields of its message. */
export type EventLine = Omit<TranslationLine, 'operation' | 'messageId'>;

/** What follows from one change of a person. */
export interface PlannedChange {
  readonly line: EventLine;
  readonly events: readonly CanonicalEvent[];
  /** What the ledger has to know before the events are sent. */
  readonly statement?: Statement;
}

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

/**
 * @param body of a message
 * @param sentAt when it was sent, RFC 3339
 */
export function planMessage(policy: Policy, body: string, sentAt: string): Plan {
  const plans = readMessage(policy, body, sentAt).map((event) => planEvent(policy, event));
  // An empty batch: every message leaves a line.
  if (plans.length === 0) return { changes: [{ line: emptyLine, events: [] }], bad: [] };
  return { changes: plans.flatMap(({ changes }) => changes), bad: plans.flatMap(({ bad }) => bad) };
}

const emptyLine: EventLine = { outcome: 'ignored', source: undefined, reason: 'empty' };

/** The events of a message, after the changes that belong together are settled. */
export function readMessage(policy: Policy, body: string, sentAt: string): readonly IdentityEvent[] {
  return settleEngagements(policy, settleMemberships(policy, readIdentityEvents(body, sentAt, policy)));
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
    changes: [{ line: { outcome: 'dead-letter', source, reason: error.reason, detail: error.message }, events: [] }],
    bad: [{ body, error }],
  };
}

function planReading(policy: Policy, reading: Reading, source: string): PlannedChange {
  if (reading.kind === 'withdrawal') return planWithdrawal(policy, reading, source);
  if (reading.kind !== 'person') {
    const { kind, ...why } = reading;
    return { line: { outcome: kind, source, ...why }, events: [] };
  }
  const decision = decideAccess(policy, reading, source);
  const events = decision.kind === 'access-change' ? canonicalEvents(policy, decision, reading, source) : [];
  const statement = statementOf(policy, reading, source, events);
  return { line: lineOf(reading, source, decision, events), events, ...(statement && { statement }) };
}

/** Nothing is sent. The statement takes the place of what was announced. */
function planWithdrawal(policy: Policy, withdrawal: Withdrawal, source: string): PlannedChange {
  const username = findUsername(policy, withdrawal.person, source);
  if ('missing' in username) return { line: { outcome: 'unresolvable', source, reason: username.missing }, events: [] };
  const { id, change, reason } = withdrawal;
  const said = { source, eventId: id, reason, detail: change, username: username.name };
  const statement = statementOf(policy, withdrawal, source, []);
  return { line: { outcome: 'ignored', ...said }, events: [], ...(statement && { statement }) };
}

function lineOf(
  { id, change, effectiveAt }: PersonReading,
  source: string,
  decision: AccessDecision,
  events: readonly CanonicalEvent[],
): EventLine {
  const said = { source, eventId: id, change };
  if (decision.kind !== 'access-change') return { outcome: decision.kind, ...said, reason: decision.reason };
  const { username, grant, revoke, report, grantedBy, endedBy } = decision;
  const isReportOnly = events.length === 0;
  return {
    outcome: isReportOnly ? 'ignored' : 'translated',
    ...said,
    ...(isReportOnly && { reason: 'report-only' }),
    username,
    ...(grant.length > 0 && { granted: grant, grantedBy }),
    ...(revoke.length > 0 && { revoked: revoke, endedBy }),
    ...(report.length > 0 && { reported: report, endedBy }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    sent: events.map(({ id }) => id),
  };
}
