/** Puts the policy of the local stack in force: whoever starts it, or saves the file, has applied the policy. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSoundPolicy } from '../operator/policy/chosen-policy.ts';
import { defaultPolicyFile, policyFilesOf } from '../operator/policy/default-policy-file.ts';
import { type ApplySession, applyPolicy, isInForce, readInForce } from '../operator/policy/policy-application.ts';
import type { DeployedQueue } from './deployment.ts';
import type { StackResources } from './template.ts';

/** Milliseconds, far more than it takes to unpack the functions. */
const unpackingTime = 15_000;

interface OwnPolicy {
  /** The folder of the project. */
  readonly folder: string;
  /** The file that the stack was started with; undefined for the project's own. */
  readonly policy: string | undefined;
  /** A package that the stack was started with. It has a policy of its own: the functions tell if another one is in force. */
  readonly package: string | undefined;
}

/**
 * @param queues by the ids of their mappings
 * @param listener is told if another policy was in force
 * @returns applies the policy; takes after how many milliseconds no function decides by the one before. Throws
 *   OperatorError, or ServiceError `bad-policy`
 */
export function policyApplying(
  aws: ApplySession['aws'],
  { template, queues }: { readonly template: StackResources; readonly queues: ReadonlyMap<string, DeployedQueue> },
  { folder, policy: chosen, package: given }: OwnPolicy,
  listener: { readonly notice: (text: string) => void },
): (delay: number) => Promise<void> {
  if (given !== undefined) return async () => undefined;
  const session = { aws, stack: { people: peopleTableOf(template) }, now: Date.now };
  const lookQueue = lookQueueOf(queues);
  return async (delay) => {
    const policy = await readSoundPolicy(chosen ?? ownFile(folder));
    const known = await readInForce(session);
    if (isInForce(known, policy)) return;
    await applyPolicy(session, { policy, known, by: 'npm start', lookQueue, delay });
    if (known !== undefined) listener.notice('Another policy was in force. Everybody is decided anew.');
  };
}

function ownFile(folder: string): string {
  return (
    policyFilesOf('local')
      .map((file) => join(folder, file))
      .find((file) => existsSync(file)) ?? defaultPolicyFile
  );
}

function peopleTableOf({ tables }: StackResources): string {
  const names = [...tables.values()].map(({ TableName = '' }) => TableName);
  return only(
    names.filter((name) => name.endsWith('-people')),
    'table of people',
  );
}

function lookQueueOf(queues: ReadonlyMap<string, DeployedQueue>): string {
  const urls = [...queues.values()].flatMap(({ arn, url }) => (arn.endsWith('-person-looks') ? [url] : []));
  return only(urls, 'queue of looks at people');
}

/** After so many milliseconds, no function runs that was packaged with the policy before. */
export function redeploymentTime({ functions }: StackResources): number {
  return Math.max(...[...functions.values()].map(({ configuration }) => configuration.timeout)) + unpackingTime;
}

function only(found: readonly string[], what: string): string {
  const [one, ...others] = found;
  if (one === undefined || others.length > 0) throw new Error(`The template has not one ${what}.`);
  return one;
}
