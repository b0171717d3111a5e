/** Has the functions follow the policy file while the stack runs. */
import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { readPolicyAt } from '../operator/policy/chosen-policy.ts';

/** Milliseconds. The file may be replaced, or on a disk that reports no changes, so it is looked at again and again. */
const interval = 500;

/**
 * Deploys the service again when the file has changed and is sound. Otherwise the functions keep the policy they have.
 *
 * @param deploy packages the service and has the functions run it
 * @returns what ends this, after a deployment that has begun
 */
export function followPolicy(
  file: string,
  deploy: () => Promise<void>,
  notice: (text: string) => void,
): () => Promise<void> {
  let following: Promise<void> = Promise.resolve();
  const follow = (now: Stats, before: Stats) => {
    // Node calls once for a file that is not there.
    if (now.mtimeMs === before.mtimeMs) return;
    following = following.then(() => deployChanged(file, deploy)).then(notice, ({ message }) => notice(message));
  };
  watchFile(file, { interval }, follow);
  return async () => {
    unwatchFile(file, follow);
    await following;
  };
}

/** @throws Error with the reason why the functions keep their policy */
async function deployChanged(file: string, deploy: () => Promise<void>): Promise<string> {
  const unchanged = 'The functions keep the policy they have.';
  try {
    const policyFile = await readPolicyAt(file);
    if (!policyFile.success) {
      const problems = policyFile.problems.map(({ line, problem }) => `  line ${line}: ${problem}`);
      return [`${file} has changed, and cannot be used. ${unchanged}`, ...problems].join('\n');
    }
    await deploy();
    return `${file} has changed. The new policy counts from the next event on, and everybody is decided anew within a minute.`;
  } catch (error) {
    throw new Error(`${file} has changed. ${unchanged} ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}
