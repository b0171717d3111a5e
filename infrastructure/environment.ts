/** The environment variables of the functions. lib/settings.ts reads them, and names them. */
import { durations, variableOf } from '../lib/settings.ts';
import type { SweepSettings } from '../lib/sweep/settings.ts';
import type { TranslationSettings } from '../lib/translation/settings.ts';
import type { Configuration } from './configuration.ts';
import { readService } from './service.ts';

/** Values by variable. */
export type Environment = Readonly<Record<string, string | number>>;

/** The variables of every function. Lambda limits their size, so what only some functions use is not among them. */
export async function environment(configuration: Configuration): Promise<Environment> {
  const { name, stage, prefix } = await readService(configuration);
  const limits = Object.keys(durations).map(async (duration) => [
    variableOf(duration),
    await configuration.resolveVariable(`param:${duration}`),
  ]);
  return {
    POWERTOOLS_SERVICE_NAME: prefix, // keeps the metrics of stages in one account apart
    POWERTOOLS_METRICS_NAMESPACE: name,
    ...variablesOf({
      stage,
      ledger: `${prefix}-ledger`,
    }),
    ...Object.fromEntries(await Promise.all(limits)),
  };
}

/** The variables that tell a function its settings. */
export function variablesOf(
  settings: Readonly<Partial<Record<keyof TranslationSettings | keyof SweepSettings, string | number>>>,
): Environment {
  return Object.fromEntries(Object.entries(settings).map(([setting, value]) => [variableOf(setting), value]));
}
