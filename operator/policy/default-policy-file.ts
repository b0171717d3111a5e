/** The policy of a stage that names no other file by `policyFile`. It is next to serverless.yml. */
export const defaultPolicyFile = 'policy.yml';
