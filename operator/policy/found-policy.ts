/** The policy in this folder, for what shows the names of entities by it, and goes on without. */
import type { Policy } from '../../lib/policy/policy.ts';
import { readSoundPolicy } from './chosen-policy.ts';
import { policyFilesOf } from './default-policy-file.ts';

/**
 * @param policyFile another file than the default one
 * @returns undefined if it is missing or broken
 */
export async function findPolicy(stage: string, policyFile?: string): Promise<Policy | undefined> {
  for (const file of policyFilesOf(stage, policyFile)) {
    try {
      return await readSoundPolicy(file);
    } catch {
      // The commands under `policy` tell what is wrong with it.
    }
  }
  return undefined;
}
