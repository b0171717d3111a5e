/** Reads the policy that a command goes by. */

import { counted } from '../../cli/terminal/table.ts';
import { shellWord } from '../../cli/terminal/text.ts';
import { ServiceError } from '../../lib/errors.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { type PolicyFile, readPolicyFile } from '../../lib/policy/policy-file.ts';
import { NoSuchFile, NotFound } from '../errors.ts';
import { textOf } from '../files/input-file.ts';

/** In the folder of serverless.yml: what is deployed, unless the stage names another by `policyFile`. */
export const usual = 'policy.yml';

/** In bytes: far more than is read of a policy. */
const longest = 2_000_000;

/** @throws Unreadable, or NotFound saying how to get one */
export async function policyAt(file: string): Promise<PolicyFile> {
  try {
    return readPolicyFile(await textOf(file, longest));
  } catch (error) {
    if (file !== usual || !(error instanceof NoSuchFile)) throw error;
    throw new NotFound(
      `There is no ${usual} here: copy policy.example.yml to it and write your own (docs/policy.md), or name the file that there is.`,
    );
  }
}

/** @throws NotFound, Unreadable, or ServiceError `bad-policy` naming the command that tells what is wrong */
export async function soundPolicyAt(file: string): Promise<Policy> {
  const read = await policyAt(file);
  if (read.success) return read.policy;
  const found = counted(read.problems.length, 'problem');
  throw new ServiceError('bad-policy', `${file} has ${found}: zuora-access policy check ${shellWord(file)}`);
}

/**
 * The policy of a command that can do without.
 *
 * @param file that was named; else the usual one, if there is one
 * @param isNeeded whether the command has no sense without
 * @throws NotFound, Unreadable or ServiceError `bad-policy`
 */
export async function policyToGoBy(file: string | undefined, isNeeded: boolean): Promise<Policy | undefined> {
  try {
    return await soundPolicyAt(file ?? usual);
  } catch (error) {
    if (file === undefined && !isNeeded && error instanceof NotFound) return undefined;
    throw error;
  }
}
