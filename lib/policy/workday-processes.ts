/** The policy's names for business processes of Workday. */
import * as z from 'zod/mini';
import type { Problem } from '../check.ts';
import { comparableProcess } from '../identity/workday-process.ts';
import { list, object } from '../json.ts';
import { mustBe } from './schema-errors.ts';

const nameForm = 'the name of a process: letters or digits, no colon, at most 200 characters';
const nameError = mustBe(nameForm);

const process = z.string(nameError).check(
  z.maxLength(200, nameError),
  z.refine((name) => comparableProcess(name) !== '' && !name.includes(':'), { error: `must be ${nameForm}` }),
);

const processes = z.optional(z.array(process, mustBe('a list of names of processes')));

/** By what the processes mean. A name counts as a whole, in upper or lower case. */
export const workdayProcesses = z.strictObject(
  { joiner: processes, mover: processes, leaver: processes, ignored: processes },
  mustBe('names of processes by what they mean, as in { leaver: [Sever Ties] }'),
);

/** @param lists of any form */
export function repeatedProcessProblems(lists: unknown): readonly Problem[] {
  const seen = new Set<string>();
  return Object.entries(object(lists)).flatMap(([meaning, names]) =>
    list(names).flatMap((name, index) => {
      const comparable = typeof name === 'string' ? comparableProcess(name) : '';
      const isRepeated = comparable !== '' && seen.has(comparable);
      seen.add(comparable);
      return isRepeated ? [{ field: `workday.${meaning}.${index}`, problem: 'is named before' }] : [];
    }),
  );
}
