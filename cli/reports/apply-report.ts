/** What becomes of people once a policy is applied. */
import type { Policy } from '../../lib/policy/policy.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
import type { InForceRecord } from '../../lib/policy-in-force/in-force-record.ts';
import type { Direction } from '../../lib/safeguard/effect.ts';
import { formatCount } from '../../operator/counts.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { ApplyPreview, OverLimit, PeopleChanged } from '../../operator/policy/apply-preview.ts';
import { printable } from '../../operator/printable.ts';
import { describeDiff, toDiffJson } from './policy-diff-report.ts';

/** Of a hash, as the safeguard names the cause. */
const shownDigits = 10;

export function nameOfPolicy(policy: Policy): string {
  return `policy ${policyHash(policy).slice(0, shownDigits)}`;
}

/**
 * @param isRepeated whether the policy to apply is in force already
 * @param isReadable whether this version reads the policy in force
 */
export function describeInForce(known: InForceRecord | undefined, isRepeated: boolean, isReadable: boolean): string {
  if (known === undefined) return 'No policy is in force yet, so there is none to compare with.';
  const { hash, appliedAt, appliedBy } = known;
  const since = `In force: policy ${hash.slice(0, shownDigits)}, since ${appliedAt} by ${printable(appliedBy)}.`;
  if (isRepeated) return `${since} It is the same. To apply it again decides about everybody anew.`;
  return isReadable ? since : `${since} Another version of the service stored it, so it is not compared.`;
}

/** What is decided, and what the safeguard keeps from happening. */
export function applyNotes(
  stage: string,
  before: Policy | undefined,
  policy: Policy,
  { diff, changed, overLimit }: ApplyPreview,
): readonly string[] {
  return [
    ...(before === undefined ? [] : [describeDiff(diff, before, policy)]),
    describeChanged(changed),
    ...overLimit.map((over) => describeOverLimit(over, stage)),
  ];
}

const verbs: Readonly<Record<Direction, string>> = { revocations: 'lose', grants: 'get' };

function describeChanged({ revocations, grants, reported }: PeopleChanged): string {
  const parts = [
    ...(revocations > 0 ? [`${formatCount(revocations, 'person loses', 'people lose')} access`] : []),
    ...(grants > 0 ? [`${formatCount(grants, 'person gets', 'people get')} access`] : []),
    ...(reported > 0 ? [`${formatCount(reported, 'person keeps', 'people keep')} access that is only reported`] : []),
  ];
  return parts.length === 0 ? 'To apply it changes nothing of anybody.' : `To apply it decides: ${parts.join(', ')}.`;
}

function describeOverLimit({ direction, people, limit }: OverLimit, stage: string): string {
  const flag = direction === 'grants' ? ' --grants' : '';
  return `The safeguard lets ${formatCount(limit, 'person', 'people')} ${verbs[direction]} access within an hour. So all ${people} wait for safeguard release. If all are meant, announce them first: zuora-access safeguard expect --count ${people}${flag} --until <time> --stage ${stage}`;
}

/** @param delay after which people are decided anew; milliseconds */
export function describeApplied(delay: number): string {
  return `Applied. Within a minute all functions decide by it. After ${formatDuration(delay)} everybody is decided anew. Follow it with tail.`;
}

/** For a program. */
export function toApplyJson(
  before: Policy | undefined,
  policy: Policy,
  { diff, changed, overLimit }: ApplyPreview,
  { known, record }: { readonly known: InForceRecord | undefined; readonly record?: InForceRecord },
): object {
  return {
    policy: policyHash(policy),
    inForce: toRecordJson(known),
    applied: toRecordJson(record),
    changed,
    overLimit,
    ...(before && toDiffJson(diff, before, policy)),
  };
}

function toRecordJson(record: InForceRecord | undefined): object | null {
  if (record === undefined) return null;
  const { hash, sequence, appliedAt, appliedBy } = record;
  return { hash, sequence, appliedAt, appliedBy };
}
