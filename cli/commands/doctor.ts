/** `doctor`: what keeps a stage from its work, and what to do about it. */
import { type DiagnosisOptions, diagnose } from '../../operator/doctor/diagnosis.ts';
import { reportOf } from '../reports/diagnosis-report.ts';
import { toJson } from '../terminal/text.ts';

export interface DoctorOptions extends DiagnosisOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function doctor(
  stage: string,
  { json, ...options }: DoctorOptions,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<number> {
  const lines = await diagnose(stage, options, env, now);
  console.log(json ? toJson(lines) : reportOf(lines));
  const count = (status: string) => lines.filter((line) => line.status === status).length;
  console.error(`${count('ok')} ok, ${count('warn')} warn, ${count('fail')} fail, ${count('skipped')} skipped.`);
  return count('fail') > 0 ? 1 : 0;
}
