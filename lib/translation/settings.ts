/** The settings of the translation function, from its environment. */
import * as z from 'zod/mini';
import { eventSettings, readEnvironment, retentionDays, text, variableOf } from '../settings.ts';

const day = 86_400_000;

const translationSchema = z
  .strictObject({
    ...eventSettings,
    /** The names of the queues for requests and revocations: of effective-dated changes that an earlier release recorded. */
    requestQueue: text,
    revocationQueue: text,
    /** The name of the queue for decisions. */
    decisionQueue: text,
    /** The table of what sources said of people, and how many days it keeps a person who left. */
    people: text,
    personRetentionDays: retentionDays,
    scheduleGroup: text,
    /** The role that EventBridge Scheduler assumes to send. */
    schedulerRole: text,
    /** Receives the events that Scheduler could not send within a day. */
    scheduleDeadLetterQueue: text,
    /** The alias of the key that encrypts scheduled events; empty for AWS's own key. */
    scheduleKey: z.string(),
  })
  .check(
    z.refine(({ personRetentionDays, staleAfter }) => personRetentionDays * day > staleAfter, {
      path: ['personRetentionDays'],
      error: `must be longer than ${variableOf('staleAfter')}, or a leaver is forgotten before what gave access is too old`,
    }),
  );

export type TranslationSettings = Readonly<z.infer<typeof translationSchema>>;

/** @throws ServiceError `bad-settings` */
export function readTranslationSettings(environment: Record<string, string | undefined>): TranslationSettings {
  return readEnvironment(translationSchema, environment);
}
