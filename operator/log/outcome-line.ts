/** Reads the outcome lines that the functions log. */
import { z } from 'zod';
import type { OutcomeLine, TranslationLine } from '../../lib/log-line.ts';
import { eventCommand } from '../event-command.ts';

/** The fields of both kinds of lines. The reader accepts outcomes of later releases too, so that field stands apart. */
type LineFields = Omit<OutcomeLine & TranslationLine, 'outcome'>;

const lineFields = {
  operation: z.string(),
  messageId: z.string(),
  eventId: z.string().optional(),
  source: z.string().optional(),
  identitySource: z.string().optional(),
  correlationId: z.string().optional(),
  requestedBy: z.string().optional(),
  requestReason: z.string().optional(),
  command: eventCommand.optional(),
  attempt: z.number().optional(),
  durationMs: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  change: z.string().optional(),
  username: z.string().optional(),
  granted: z.array(z.string()).optional(),
  revoked: z.array(z.string()).optional(),
  reported: z.array(z.string()).optional(),
  ending: z.array(z.string()).optional(),
  endsAt: z.string().optional(),
  withheld: z.array(z.string()).optional(),
  withheldBy: z.array(z.string()).optional(),
  unknown: z.array(z.string()).optional(),
  quarantined: z.array(z.string()).optional(),
  quarantineSets: z.array(z.string()).optional(),
  causes: z.array(z.string()).optional(),
  effectiveAt: z.string().optional(),
  retryInSeconds: z.number().optional(),
  supersededBy: z
    .array(z.object({ entityId: z.string(), operation: z.string().optional(), time: z.string().optional() }))
    .optional(),
  zuoraRequestId: z.string().optional(),
  zuoraRequestIds: z.record(z.string(), z.string()).optional(),
} satisfies { readonly [Field in keyof LineFields]?: z.ZodType<LineFields[Field] | undefined> };

const outcomeLine = z.looseObject({ message: z.literal('outcome'), outcome: z.string(), ...lineFields });

/** A line as it was read. It keeps the fields that are not listed here. */
export type LoggedOutcome = z.infer<typeof outcomeLine>;

/** @returns undefined for every other line of a log */
export function parseOutcomeLine(line: string): LoggedOutcome | undefined {
  try {
    return outcomeLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
