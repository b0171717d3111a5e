/** Checks a value against a schema, and says every problem at once in words that name the field. */

import type * as z from 'zod/mini';
import { problemText } from './problem-text.ts';

export interface Problem {
  /** The field's path with dots, or `(all)` for the value as a whole. */
  readonly field: string;
  readonly problem: string;
}

export type Checked<T> = { success: true; data: T } | { success: false; problems: Problem[] };

/** The problem of a field that the schema does not have. */
export const unknownField = 'is not a known field';

/** Never throws, and repeats nothing of a value but the names of its fields. */
export function check<T>(schema: z.ZodMiniType<T>, value: unknown): Checked<T> {
  const result = schema.safeParse(value, { error: problemText });
  return result.success ? result : { success: false, problems: result.error.issues.flatMap(problems) };
}

/** The problems in one line. */
export function describe(problems: readonly Problem[]): string {
  return problems.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
}

function problems(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), problem: unknownField }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ field: issue.path.join('.'), problem: message }));
  }
  return [{ field: issue.path.join('.') || '(all)', problem: issue.message }];
}
