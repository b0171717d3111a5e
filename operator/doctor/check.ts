/** Carries out a check, and after it those that need what it read. */
import { explain } from '../errors.ts';
import { type Finding, fail, skipped } from './finding.ts';

/** A reading, and the judgement of it. */
export interface Check<Reading> {
  readonly name: string;
  /** Which queue, client or entity, where there are several. */
  readonly about?: string;
  /** Changes nothing. */
  readonly read: () => Promise<Reading>;
  readonly judgeRule: (reading: Reading) => Finding;
  /** What to do when it cannot be read. */
  readonly mend: string | ((error: unknown) => string);
}

export interface Line extends Finding {
  readonly check: string;
  readonly about?: string;
}

/** The checks that need a reading. They run at once, and are told of in order. */
export interface Dependents<Reading> {
  /** What they are called, for the case that they are skipped. */
  readonly names: readonly string[];
  readonly examine: (reading: Reading) => readonly Promise<readonly Line[]>[];
}

/** Never throws. */
export async function examine<Reading>(
  { name: check, about, read, judgeRule, mend }: Check<Reading>,
  dependents?: Dependents<Reading>,
): Promise<readonly Line[]> {
  const line = (name: string, finding: Finding): Line => ({ check: name, ...(about && { about }), ...finding });
  const failed = (finding: Finding): readonly Line[] => [
    line(check, finding),
    ...(dependents?.names ?? []).map((name) => line(name, skipped(`cannot be looked at: ${check} failed`))),
  ];
  try {
    const reading = await read();
    const finding = judgeRule(reading);
    if (finding.status === 'fail') return failed(finding);
    const after = await Promise.all(dependents?.examine(reading) ?? []);
    return [line(check, finding), ...after.flat()];
  } catch (error) {
    return failed(fail(explain(error), typeof mend === 'string' ? mend : mend(error)));
  }
}
