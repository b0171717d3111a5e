/** Plans the outcome of a message of identity events, before anything is sent. */
import { BadEvent } from '../errors.ts';
import { type IdentityEvent, readIdentityEvents } from '../identity/read-events.ts';
import type { Reading } from '../identity/reading.ts';
import type { TranslationLine } from '../log-line.ts';
import { decideAccess } from '../policy/access-decision.ts';
import { type CanonicalEvent, canonicalEvents } from '../policy/canonical-events.ts';
import type { Policy } from '../policy/policy.ts';
import { settleMemberships } from './memberships.ts';

/** The audit line of an event, without the fields of its message. */
export type EventLine = Omit<TranslationLine, 'operation' | 'messageId'>;

export interface PlannedEvent {
  readonly event: CanonicalEvent;
  /** When the event takes effect, RFC 3339; undefined if at once. */
  readonly effectiveAt: string | undefined;
}

export interface BadBody {
  /** The body of the event alone. */
  readonly body: string;
  readonly error: BadEvent;
}

export interface Plan {
  readonly toSend: readonly PlannedEvent[];
  /** Events that cannot be translated. They do not affect the other events of the message. */
  readonly bad: readonly BadBody[];
  /** One for each change of a person. */
  readonly lines: readonly EventLine[];
}

/**
 * @param body of a message
 * @param sentAt when it was sent, RFC 3339
 */
export function planMessage(policy: Policy, body: string, sentAt: string): Plan {
  const events = settleMemberships(policy, readIdentityEvents(body, sentAt));
  const plans = events.map((event) => planEvent(policy, event));
  // An empty batch: every message leaves a line.
  if (plans.length === 0)
    return { toSend: [], bad: [], lines: [{ outcome: 'ignored', source: undefined, reason: 'empty' }] };
  return {
    toSend: plans.flatMap(({ toSend }) => toSend),
    bad: plans.flatMap(({ bad }) => bad),
    lines: plans.flatMap(({ lines }) => lines),
  };
}

/** The plan for one event of a message. */
export function planEvent(policy: Policy, event: IdentityEvent): Plan {
  if ('error' in event) return deadLetterPlan(event, event.source);
  const { body, source, readings } = event;
  try {
    const plans = readings.map((reading) => planReading(policy, reading, source));
    return { toSend: plans.flatMap(({ toSend }) => toSend), bad: [], lines: plans.map(({ line }) => line) };
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return deadLetterPlan({ body, error }, source);
  }
}

function deadLetterPlan({ body, error }: BadBody, source: string | undefined): Plan {
  return {
    toSend: [],
    bad: [{ body, error }],
    lines: [{ outcome: 'dead-letter', source, reason: error.reason, detail: error.message }],
  };
}

function planReading(
  policy: Policy,
  reading: Reading,
  source: string,
): { toSend: readonly PlannedEvent[]; line: EventLine } {
  if (reading.kind !== 'person') return { toSend: [], line: { outcome: reading.kind, source, reason: reading.reason } };
  const decision = decideAccess(policy, reading);
  const said = { source, eventId: reading.id, change: reading.change };
  if (decision.kind !== 'access-change') {
    return { toSend: [], line: { outcome: decision.kind, ...said, reason: decision.reason } };
  }
  const { username, grant, revoke, report, grantedBy, endedBy } = decision;
  const events = canonicalEvents(policy, decision, reading, source);
  const isReportOnly = events.length === 0;
  return {
    toSend: events.map((event) => ({ event, effectiveAt: reading.effectiveAt })),
    line: {
      outcome: isReportOnly ? 'ignored' : 'translated',
      ...said,
      ...(isReportOnly && { reason: 'report-only' }),
      username,
      ...(grant.length > 0 && { granted: grant, grantedBy }),
      ...(revoke.length > 0 && { revoked: revoke, endedBy }),
      ...(report.length > 0 && { reported: report, endedBy }),
      ...(reading.effectiveAt !== undefined && { effectiveAt: reading.effectiveAt }),
      sent: events.map(({ id }) => id),
    },
  };
}
