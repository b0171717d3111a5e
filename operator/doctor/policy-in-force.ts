/** Whether the policy at hand is the one that the functions decide by. */
import type { InForceRecord } from '../../lib/policy-in-force/in-force-record.ts';
import { type ApplySession, readInForce } from '../policy/policy-application.ts';
import type { Stack } from '../stack/stack.ts';
import type { Check } from './check.ts';
import { type Finding, ok, warn } from './finding.ts';
import { readFix } from './read-fix.ts';

/** @param hash of the policy at hand */
export function policyInForceCheck(
  { aws }: { readonly aws: ApplySession['aws'] },
  { people, stage }: Pick<Stack, 'people' | 'stage'>,
  hash: string,
  now: () => number,
): Check<InForceRecord | undefined> {
  return {
    name: 'Policy in force',
    read: () => readInForce({ aws, stack: { people }, now }),
    judge: (record) => judgeInForce(record, hash, stage),
    fix: readFix('dynamodb:GetItem'),
  };
}

function judgeInForce(record: InForceRecord | undefined, hash: string, stage: string): Finding {
  if (record === undefined) return ok('none yet: the functions begin with the deployed one');
  const { appliedAt, appliedBy } = record;
  if (record.hash === hash) return ok(`this one, since ${appliedAt} by ${appliedBy}`);
  return warn(
    `another one than this file, since ${appliedAt} by ${appliedBy}`,
    `If this file is deployed, run zuora-access policy apply --stage ${stage}. Until then it decides nothing.`,
  );
}
