/** The settings of the function that sweeps, from its environment. */
import * as z from 'zod/mini';
import { functionSettings, readEnvironment, text } from '../settings.ts';

const sweepSchema = z.strictObject({
  ...functionSettings,
  /** The name of the queue of looks at linked accounts. */
  lookQueue: text,
  /** The table of people, and the name of the queue of looks at them. */
  people: text,
  personLookQueue: text,
});

export type SweepSettings = Readonly<z.infer<typeof sweepSchema>>;

/** @throws ServiceError `bad-settings` */
export function readSweepSettings(environment: Record<string, string | undefined>): SweepSettings {
  return readEnvironment(sweepSchema, environment);
}
