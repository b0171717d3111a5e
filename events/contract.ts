/** The contract between publishers and the service for one type of event. */
import * as z from 'zod/mini';
import { audit } from './fields.ts';

/** CloudEvents 1.0, structured JSON: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md */
export interface CloudEvent<Data> {
  type: string;
  source: string;
  /** Unique within its source. Without it, the message ID is used, and a second publication is a second event. */
  id?: string | undefined;
  /** When the event happened, RFC 3339. */
  time: string;
  /** The ticket or request behind the event. */
  correlationid?: string | undefined;
  /** Set by the service in an event that it derives: the identity system's own id of the identity event. */
  identityevent?: string | undefined;
  data: Data & Audit;
}

/** Facts for an auditor, kept in the ledger and the log. Zuora never gets them. */
export interface Audit {
  requestedBy?: string | undefined;
  reason?: string | undefined;
}

export interface Contract<Data> {
  /** The event's type. A company may put its own reverse-DNS prefix before it. */
  readonly type: string;
  /** Checks an event and normalises its ids, so that two events for the same change are equal. */
  readonly schema: z.ZodMiniType<CloudEvent<Data>>;
}

const label = z.string().check(z.minLength(1), z.maxLength(512));

/** The values of an event's `data`, as the service reads them. */
type Values<Shape extends z.core.$ZodShape> = z.core.$InferObjectOutput<Shape & typeof audit, z.core.$strict['out']>;

/**
 * Creates a contract from the fields of an event's `data`. Other fields are refused: a misspelt `entityId` would lead to a
 * call in the wrong entity.
 *
 * Publishers read the comment at the top of the contract's file, and the comments on its fields: `npm run schemas`.
 *
 * @param rules on several fields together, such as `z.refine`; its `path` is the field that the problem names
 */
export function contract<Shape extends z.core.$ZodShape>(
  type: string,
  data: Shape,
  ...rules: z.core.$ZodCheck<Values<Shape>>[]
) {
  return {
    type,
    schema: z.looseObject({
      specversion: z.literal('1.0'),
      type: z.string().check(z.regex(new RegExp(`(^|\\.)${type.replaceAll('.', '\\.')}$`))),
      source: label,
      id: z.optional(label),
      time: z.iso.datetime({ offset: true, error: 'must be a time with its zone, such as 2026-11-21T09:30:00Z' }),
      correlationid: z.optional(label),
      identityevent: z.optional(label),
      data: z.strictObject({ ...data, ...audit }).check(...rules),
    }),
  };
}
