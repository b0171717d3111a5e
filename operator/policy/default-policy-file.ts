/** The policy of a stage that names no other file by `policyFile`. It is next to serverless.yml. */
export const defaultPolicyFile = 'policy.yml';

/** A local stack without a policy is packaged with this one. */
const examplePolicyFile = 'policy.example.yml';

/** The files that may be the policy of a stage, relative to serverless.yml. The first that exists counts. */
export function policyFilesOf(stage: string, policyFile = defaultPolicyFile): readonly string[] {
  return stage === 'local' ? [policyFile, examplePolicyFile] : [policyFile];
}
