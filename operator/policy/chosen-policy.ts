/** Reads the policy that an operator chooses. */
import { existsSync } from 'node:fs';
import { ServiceError } from '../../lib/errors.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { type PolicyFile, readPolicyFile } from '../../lib/policy/policy-file.ts';
import { formatCount } from '../counts.ts';
import { NoSuchFile, NotFound } from '../errors.ts';
import { readTextFile } from '../files/input-file.ts';
import { shellWord } from '../printable.ts';
import { defaultPolicyFile, policyFilesOf } from './default-policy-file.ts';

/** Far more than the parser of policies accepts. */
const maxPolicyBytes = 2_000_000;

/** @throws UnreadableFile, or NotFound with the way to create a policy */
export async function readPolicyAt(file: string): Promise<PolicyFile> {
  try {
    return readPolicyFile(await readTextFile(file, maxPolicyBytes));
  } catch (error) {
    if (file !== defaultPolicyFile || !(error instanceof NoSuchFile)) throw error;
    throw new NotFound(
      `There is no ${defaultPolicyFile} here. Copy policy.example.yml to it and write your own (docs/policy.md), or name another file.`,
    );
  }
}

/** @throws NotFound, UnreadableFile, or ServiceError `bad-policy` with the command that lists the problems */
export async function readSoundPolicy(file: string): Promise<Policy> {
  const policyFile = await readPolicyAt(file);
  if (policyFile.success) return policyFile.policy;
  const problems = formatCount(policyFile.problems.length, 'problem');
  throw new ServiceError('bad-policy', `${file} has ${problems}: run zuora-access policy check ${shellWord(file)}`);
}

/**
 * The policy for work that is possible without one.
 *
 * @param file undefined for the stage's own file in this folder, if there is one
 * @param isRequired whether the work needs a policy this time
 * @throws NotFound, UnreadableFile or ServiceError `bad-policy`
 */
export async function readOptionalPolicy(
  stage: string,
  file: string | undefined,
  isRequired: boolean,
): Promise<Policy | undefined> {
  const isThere = file !== undefined || policyFilesOf(stage).some((one) => existsSync(one));
  return isThere || isRequired ? readStagePolicy(stage, file) : undefined;
}

/**
 * The policy of a stage.
 *
 * @param file undefined for the stage's own file in this folder
 * @throws NotFound, UnreadableFile or ServiceError `bad-policy`
 */
export async function readStagePolicy(stage: string, file: string | undefined): Promise<Policy> {
  return readSoundPolicy(file ?? policyFilesOf(stage).find((one) => existsSync(one)) ?? defaultPolicyFile);
}
