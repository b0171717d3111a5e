/** The durations of a stage, and how a sentence tells one. */
import * as z from 'zod/mini';
import { check } from '../lib/check.ts';
import { durations as settings } from '../lib/settings.ts';
import { badParameters } from './parameters.ts';

const schema = z.object(settings);

/** In milliseconds, by the setting that a function is told it as. */
export type Durations = Readonly<z.infer<typeof schema>>;

/**
 * Reads the parameters that are durations.
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

/** In the largest unit that needs no fraction: `12 minutes` or `1 hour`. */
export function inWords(duration: number): string {
  const [unit, length] = units.find(([, length]) => duration % length === 0) ?? ['second', second];
  const count = duration / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** As CloudFormation takes a duration. */
export function inSeconds(duration: number): number {
  return duration / second;
}
