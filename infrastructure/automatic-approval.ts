/**
 * Reads from the access policy what the functions that call Zuora need of it. They get a short list instead of the whole
 * policy, so that their bundles stay small.
 */
import { existsSync, readFileSync } from 'node:fs';
import { automaticEntityIds } from '../lib/policy/approval.ts';
import { readPolicyFile } from '../lib/policy/policy-file.ts';
import { type Packaging, policyPath } from './policy-loader.ts';

/** @returns none for a policy that is not there, or not valid: the policy loader then stops the packaging */
export function packagedApprovals(packaging: Packaging): readonly string[] {
  const file = policyPath(packaging);
  if (!existsSync(file)) return [];
  const read = readPolicyFile(readFileSync(file, 'utf8'));
  return read.success ? automaticEntityIds(read.policy) : [];
}
