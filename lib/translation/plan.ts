/** Decides what a message of identity events comes to, before anything is sent. */
import { BadEvent } from '../errors.ts';
import { type IdentityEvent, readIdentityEvents } from '../identity/read-events.ts';
import type { Reading } from '../identity/reading.ts';
import type { TranslationLine } from '../log-line.ts';
import { decide } from '../policy/access-decision.ts';
import { type CanonicalEvent, canonicalEvents } from '../policy/canonical-events.ts';
import type { Policy } from '../policy/policy.ts';

/** What is said of an event whatever becomes of its message. */
export type Line = Omit<TranslationLine, 'operation' | 'messageId'>;

export interface Planned {
  readonly event: CanonicalEvent;
  /** When it is to take effect, RFC 3339, where that is later than it was said. */
  readonly at: string | undefined;
}

export interface BadBody {
  /** Of the event alone. */
  readonly body: string;
  readonly error: BadEvent;
}

export interface Plan {
  readonly toSend: readonly Planned[];
  /** Events that cannot be translated; their neighbours in the message can. */
  readonly bad: readonly BadBody[];
  /** One for each thing that happened to a person. */
  readonly lines: readonly Line[];
}

/** A message of 1 MiB holds more members of a group than can be asked for before the function ends. */
const maxReadings = 10_000;

/**
 * @param body of a message
 * @param sentAt when it was sent, RFC 3339
 */
export function plan(policy: Policy, body: string, sentAt: string): Plan {
  const plans = readIdentityEvents(body, sentAt).map((event) => planOf(policy, event));
  // An empty list: every message leaves a line.
  if (plans.length === 0)
    return { toSend: [], bad: [], lines: [{ outcome: 'ignored', source: undefined, reason: 'empty' }] };
  return {
    toSend: plans.flatMap(({ toSend }) => toSend),
    bad: plans.flatMap(({ bad }) => bad),
    lines: plans.flatMap(({ lines }) => lines),
  };
}

/** What one event of a message comes to. */
export function planOf(policy: Policy, event: IdentityEvent): Plan {
  if ('error' in event) return given(event, event.source);
  const { body, source, readings } = event;
  if (readings.length > maxReadings) {
    const error = new BadEvent(
      'batch-too-large',
      `The event is about ${readings.length} people, of ${maxReadings} at the most.`,
    );
    return given({ body, error }, source);
  }
  const plans = readings.map((reading) => planOfReading(policy, reading, source));
  return { toSend: plans.flatMap(({ toSend }) => toSend), bad: [], lines: plans.map(({ line }) => line) };
}

function given({ body, error }: BadBody, source: string | undefined): Plan {
  return {
    toSend: [],
    bad: [{ body, error }],
    lines: [{ outcome: 'dead-letter', source, reason: error.reason, detail: error.message }],
  };
}

function planOfReading(policy: Policy, reading: Reading, source: string): { toSend: readonly Planned[]; line: Line } {
  if (reading.kind !== 'person') return { toSend: [], line: { outcome: reading.kind, source, reason: reading.reason } };
  const decision = decide(policy, reading);
  const said = { source, eventId: reading.id, change: reading.change };
  if (decision.kind !== 'act') {
    return { toSend: [], line: { outcome: decision.kind, ...said, reason: decision.reason } };
  }
  const { username, grant, revoke, report, because } = decision;
  const events = canonicalEvents(policy, decision, reading, source);
  const isReportOnly = events.length === 0;
  return {
    toSend: events.map((event) => ({ event, at: reading.effectiveAt })),
    line: {
      outcome: isReportOnly ? 'ignored' : 'translated',
      ...said,
      ...(isReportOnly && { reason: 'report-only' }),
      username,
      ...(grant.length > 0 && { granted: grant }),
      ...(revoke.length > 0 && { revoked: revoke }),
      ...(report.length > 0 && { reported: report }),
      because,
      ...(reading.effectiveAt !== undefined && { effectiveAt: reading.effectiveAt }),
      sent: events.map(({ id }) => id),
    },
  };
}
