/** The durations of a stage, from its parameters. */
import * as z from 'zod/mini';
import { check } from '../lib/check.ts';
import { durations as settings } from '../lib/settings.ts';
import { badParameters } from './parameters.ts';

const schema = z.object(settings);

/** In milliseconds, by the name of the parameter, which is the name of the setting too. */
export type Durations = Readonly<z.infer<typeof schema>>;

/**
 * Reads the durations of the stage that is packaged.
 *
 * @throws Error naming every parameter that is malformed
 */
export async function durations(framework: {
  resolveVariable(name: `param:${string}`): Promise<unknown>;
}): Promise<Durations> {
  const given = Object.keys(settings).map(async (name) => [name, await framework.resolveVariable(`param:${name}`)]);
  const result = check(schema, Object.fromEntries(await Promise.all(given)));
  if (result.success) return result.data;
  throw badParameters(result.problems.map(({ field, problem }) => `${field}: ${problem}`));
}

const second = 1000;
const units = [
  ['day', 86_400 * second],
  ['hour', 3600 * second],
  ['minute', 60 * second],
] as const;

/** For a sentence, in the largest unit without a fraction: `12 minutes` or `1 hour`. */
export function inWords(duration: number): string {
  const [unit, length] = units.find(([, length]) => duration % length === 0) ?? ['second', second];
  const count = duration / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** For CloudFormation, which counts in seconds. */
export function inSeconds(duration: number): number {
  return duration / second;
}
