/** The policy's lists of sources, and the names that they have. */
import * as z from 'zod/mini';
import type { Problem } from '../check.ts';
import { sources } from '../identity/sources.ts';
import { list } from '../json.ts';
import { nearestName } from './nearest-name.ts';

const sourceList = (form: string) =>
  z.array(z.string({ error: form }), { error: form }).check(z.minLength(1, { error: form }));

/** At least one: without any, nobody would get anything. */
export const sourceOrder = sourceList('must be a list of sources, the one that decides first, as in [workday, okta]');

/** Of HR systems. */
export const engagementSources = sourceList('must be a list of HR systems, as in [workday]');

const sourceNames = sources.map(({ name }) => name);

/** What is wrong with the name of a source, if anything is. */
export function sourceNameProblem(written: string, others: readonly string[] = []): string | undefined {
  const names = [...others, ...sourceNames];
  if (names.includes(written)) return undefined;
  const likely = nearestName(written, names);
  const hint = likely === undefined ? `; the sources are ${sourceNames.join(', ')}` : `; did you mean ${likely}?`;
  return `is not a source${hint}`;
}

/**
 * @param field `sources`, or that of another list
 * @param written of any form: malformed parts are skipped here, and reported by the schema
 */
export function sourceListProblems(field: string, written: unknown): readonly Problem[] {
  const names = list(written);
  return names.flatMap((name, index): Problem[] => {
    if (typeof name !== 'string') return [];
    const problem = names.indexOf(name) < index ? 'is in the list already' : sourceNameProblem(name);
    return problem === undefined ? [] : [{ field: `${field}.${index}`, problem }];
  });
}
