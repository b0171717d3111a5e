/** The settings of the functions that decide about people, from their environment. */
import * as z from 'zod/mini';
import { commonSettings, eventSettings, readEnvironment, retentionDays, text, variableOf } from '../settings.ts';

const day = 86_400_000;

/** What both are told. */
const peopleSettings = {
  /** The name of the queue for decisions. */
  decisionQueue: text,
  /** The table of what sources said of people, and how many days it keeps a person who left. */
  people: text,
  personRetentionDays: retentionDays,
};

const outlivesStaleEvents = z.refine<{ readonly personRetentionDays: number; readonly staleAfter: number }>(
  ({ personRetentionDays, staleAfter }) => personRetentionDays * day > staleAfter,
  {
    path: ['personRetentionDays'],
    error: `must be longer than ${variableOf('staleAfter')}, or a leaver is forgotten before what gave access is too old`,
  },
);

const personLookSchema = z
  .strictObject({
    ...commonSettings,
    ...peopleSettings,
    /** The table of linked accounts. */
    accounts: text,
  })
  .check(outlivesStaleEvents);

const translationSchema = z
  .strictObject({
    ...eventSettings,
    ...peopleSettings,
    /** The names of the queues for requests and revocations: of effective-dated changes that an earlier release recorded. */
    requestQueue: text,
    revocationQueue: text,
    /** The name of the queue of looks at people. */
    personLookQueue: text,
    scheduleGroup: text,
    /** The role that EventBridge Scheduler assumes to send. */
    schedulerRole: text,
    /** Receives the events that Scheduler could not send within a day. */
    scheduleDeadLetterQueue: text,
    /** The alias of the key that encrypts scheduled events; empty for AWS's own key. */
    scheduleKey: z.string(),
  })
  .check(outlivesStaleEvents);

export type TranslationSettings = Readonly<z.infer<typeof translationSchema>>;

/** @throws ServiceError `bad-settings` */
export function readTranslationSettings(environment: Record<string, string | undefined>): TranslationSettings {
  return readEnvironment(translationSchema, environment);
}

export type PersonLookSettings = Readonly<z.infer<typeof personLookSchema>>;

/** @throws ServiceError `bad-settings` */
export function readPersonLookSettings(environment: Record<string, string | undefined>): PersonLookSettings {
  return readEnvironment(personLookSchema, environment);
}
