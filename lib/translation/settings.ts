/** The settings of the translation function, from its environment. */
import * as z from 'zod/mini';
import { readEnvironment, settings, text } from '../settings.ts';

const translationSchema = z.strictObject({
  ...settings,
  /** The names of the queues for requests and revocations. */
  requestQueue: text,
  revocationQueue: text,
  scheduleGroup: text,
  /** The role that EventBridge Scheduler assumes to send. */
  schedulerRole: text,
  /** Receives the events that Scheduler could not send within a day. */
  scheduleDeadLetterQueue: text,
  /** The alias of the key that encrypts scheduled events; empty for AWS's own key. */
  scheduleKey: z.string(),
});

export type TranslationSettings = Readonly<z.infer<typeof translationSchema>>;

/** @throws ServiceError `bad-settings` */
export function readTranslationSettings(environment: Record<string, string | undefined>): TranslationSettings {
  return readEnvironment(translationSchema, environment);
}
