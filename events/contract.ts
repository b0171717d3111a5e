/** What publishers and the service agree on for one type of event. */
import * as z from 'zod/mini';
import { audit } from './fields.ts';

/** CloudEvents 1.0, structured JSON: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
export interface CloudEvent<Data> {
  type: string;
  source: string;
  /** Unique within its source. Without one, the message ID takes its place, and a second publication is a second event. */
  id?: string | undefined;
  /** When it happened, RFC 3339. */
  time: string;
  /** Ties the event to the ticket or the request it came from. */
  correlationid?: string | undefined;
  data: Data & Audit;
}

/** What an auditor asks for: kept in the ledger and in the log, never sent to Zuora. */
export interface Audit {
  requestedBy?: string | undefined;
  reason?: string | undefined;
}

export interface Contract<Data> {
  /** The event's type. A company may put its own reverse-DNS prefix before it. */
  readonly type: string;
  /** Checks an event, and brings its ids to one form, so that two events that ask for the same are equal. */
  readonly schema: z.ZodMiniType<CloudEvent<Data>>;
}

const label = z.string().check(z.minLength(1), z.maxLength(512));

/**
 * A contract from the fields of its event's `data`. Fields beyond these are refused: a misspelt `entityId` would
 * otherwise be a call in the wrong entity.
 */
export function contract<Shape extends z.core.$ZodShape>(type: string, data: Shape) {
  return {
    type,
    schema: z.looseObject({
      specversion: z.literal('1.0'),
      type: z.string().check(z.regex(new RegExp(`(^|\\.)${type.replaceAll('.', '\\.')}$`))),
      source: label,
      id: z.optional(label),
      time: z.iso.datetime({ offset: true, error: 'must be a time with its zone, such as 2026-11-21T09:30:00Z' }),
      correlationid: z.optional(label),
      data: z.strictObject({ ...data, ...audit }),
    }),
  };
}
