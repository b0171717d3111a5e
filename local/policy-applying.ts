/** Puts the policy of the local stack in force: whoever starts it, or saves the file, has applied the policy. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSoundPolicy } from '../operator/policy/chosen-policy.ts';
import { defaultPolicyFile, policyFilesOf } from '../operator/policy/default-policy-file.ts';
import { type ApplySession, applyPolicy, isInForce, readInForce } from '../operator/policy/policy-application.ts';
import type { DeployedQueue } from './deployment.ts';
import type { StackResources } from './template.ts';

/** What is applied where. */
export interface StackPolicy {
  readonly aws: ApplySession['aws'];
  /** The name of the table of people. */
  readonly people: string;
  /** The URL of the queue of looks at people. */
  readonly lookQueue: string;
  /** Of the policy. */
  readonly file: string;
}

/** Milliseconds, far more than it takes to unpack the functions. */
const unpackingTime = 15_000;

/**
 * @param delay after how many milliseconds no function decides by the policy before
 * @returns whether another policy was in force before
 * @throws OperatorError, ServiceError `bad-policy`
 */
export async function applyStackPolicy({ aws, people, lookQueue, file }: StackPolicy, delay: number): Promise<boolean> {
  const session = { aws, stack: { people }, now: Date.now };
  const policy = await readSoundPolicy(file);
  const known = await readInForce(session);
  if (isInForce(known, policy)) return false;
  await applyPolicy(session, { policy, known, by: 'npm start', lookQueue, delay });
  return known !== undefined;
}

/** @param folder of the project */
export function stackPolicy(
  aws: ApplySession['aws'],
  { tables }: StackResources,
  queues: ReadonlyMap<string, DeployedQueue>,
  { policy, folder }: { readonly policy: string | undefined; readonly folder: string },
): StackPolicy {
  const names = [...tables.values()].map(({ TableName = '' }) => TableName);
  const own = policyFilesOf('local').map((file) => join(folder, file));
  return {
    aws,
    people: only(
      names.filter((name) => name.endsWith('-people')),
      'table of people',
    ),
    lookQueue: only(
      [...queues.values()].flatMap(({ arn, url }) => (arn.endsWith('-person-looks') ? [url] : [])),
      'queue of looks at people',
    ),
    file: policy ?? own.find((file) => existsSync(file)) ?? defaultPolicyFile,
  };
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
