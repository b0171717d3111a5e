/** `policy check`: whether a policy is sound. */

import { policyAt } from '../../operator/policy/chosen-policy.ts';
import { checkReport } from '../reports/check-report.ts';

/**
 * @returns the exit code
 * @throws NotFound or Unreadable
 */
export async function checkPolicyFile(file: string): Promise<number> {
  const read = await policyAt(file);
  console.log(checkReport(file, read));
  return read.success ? 0 : 1;
}
