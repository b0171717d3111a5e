/** Reads what an event asks for, from a log line or from a body that may be malformed. */
import { z } from 'zod';
import type { LoggedCommand } from '../lib/log-line.ts';

const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);

const count = z.number().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const ofEntities = z
  .array(z.object({ entityId: z.string(), rules: z.array(z.string()), expiresAt: z.string().optional() }))
  .optional()
  .catch(undefined);

const fields = {
  username: text,
  entityId: text,
  targetEntityId: text,
  targetEntityIds: texts,
  connectionId: text,
  assignment: text,
  expiresAt: text,
  ticket: text,
  approvedBy: texts,
  assignments: texts,
  hold: flag,
  personId: text,
  generation: count,
  revision: count,
  isSuspended: flag,
  hasLeft: flag,
  leftAt: text,
  ruleAssignments: ofEntities,
  denials: ofEntities,
  ended: ofEntities,
} satisfies { readonly [Field in keyof LoggedCommand]: z.ZodType<LoggedCommand[Field]> };

/** Keeps the other fields. A field in a wrong form counts as absent. */
export const eventCommand = z.looseObject(fields);

/** Without the other fields. */
export function readEventCommand(value: unknown): LoggedCommand {
  return z.object(fields).safeParse(value).data ?? {};
}
