/** `doctor`: what stops a stage from working, and how to fix it. */
import { type DiagnosisOptions, diagnose } from '../../operator/doctor/diagnosis.ts';
import { diagnosisReport } from '../reports/diagnosis-report.ts';
import { toJson } from '../terminal/text.ts';

export interface DoctorOptions extends DiagnosisOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function runDoctor(
  stage: string,
  { json, ...options }: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<number> {
  const results = await diagnose(stage, options, env, now);
  console.log(json ? toJson(results) : diagnosisReport(results));
  const count = (status: string) => results.filter((result) => result.status === status).length;
  console.error(`${count('ok')} ok, ${count('warn')} warn, ${count('fail')} fail, ${count('skipped')} skipped.`);
  return count('fail') > 0 ? 1 : 0;
}
