/** Carries out a check, then the checks that depend on its reading. */
import { describeError } from '../explain-error.ts';
import { type Finding, fail, skipped } from './finding.ts';

/** What to read, and how to judge it. */
export interface Check<Reading> {
  readonly name: string;
  /** The queue, client or entity, if there are several. */
  readonly about?: string;
  /** Must change nothing. */
  readonly read: () => Promise<Reading>;
  readonly judge: (reading: Reading) => Finding;
  /** What to do when it cannot be read. */
  readonly fix: string | ((error: unknown) => string);
}

export interface CheckResult extends Finding {
  readonly check: string;
  readonly about?: string;
}

/** The checks that depend on a reading. They run at once, and are listed in order. */
export interface Dependents<Reading> {
  /** Their names, for the results when they are skipped. */
  readonly names: readonly string[];
  readonly run: (reading: Reading) => readonly Promise<readonly CheckResult[]>[];
}

/** Never throws. */
export async function runCheck<Reading>(
  { name: check, about, read, judge, fix }: Check<Reading>,
  dependents?: Dependents<Reading>,
): Promise<readonly CheckResult[]> {
  const result = (name: string, finding: Finding): CheckResult => ({
    check: name,
    ...(about && { about }),
    ...finding,
  });
  const failed = (finding: Finding): readonly CheckResult[] => [
    result(check, finding),
    ...(dependents?.names ?? []).map((name) => result(name, skipped(`cannot be checked: ${check} failed`))),
  ];
  try {
    const reading = await read();
    const finding = judge(reading);
    if (finding.status === 'fail') return failed(finding);
    const after = await Promise.all(dependents?.run(reading) ?? []);
    return [result(check, finding), ...after.flat()];
  } catch (error) {
    return failed(fail(describeError(error), typeof fix === 'string' ? fix : fix(error)));
  }
}
