/** What the function that translates is told by its environment. */
import * as z from 'zod/mini';
import { readEnvironment, settings, text } from '../settings.ts';

const schema = z.strictObject({
  ...settings,
  /** The queues, by name, of what gives access and of what takes it. */
  requestQueue: text,
  revocationQueue: text,
  scheduleGroup: text,
  /** The role as which EventBridge Scheduler sends. */
  schedulerRole: text,
  /** Takes what Scheduler has tried to send for a day. */
  scheduleDeadLetterQueue: text,
  /** The alias of the key that encrypts announced changes meanwhile; empty for one of AWS's. */
  scheduleKey: z.string(),
});

export type TranslationSettings = Readonly<z.infer<typeof schema>>;

/** @throws ServiceError `bad-settings` */
export function readTranslationSettings(environment: Record<string, string | undefined>): TranslationSettings {
  return readEnvironment(schema, environment);
}
