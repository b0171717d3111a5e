/** `policy check`: whether a policy is sound. */
import { readPolicyAt } from '../../operator/policy/chosen-policy.ts';
import { policyCheckReport } from '../reports/policy-check-report.ts';

/**
 * @returns the exit code
 * @throws NotFound or UnreadableFile
 */
export async function checkPolicy(file: string): Promise<number> {
  const policyFile = await readPolicyAt(file);
  console.log(policyCheckReport(file, policyFile));
  return policyFile.success ? 0 : 1;
}
