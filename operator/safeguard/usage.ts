/** The safeguard's limits at this time, and how far they are used. */
import { defaultThresholds } from '../../lib/policy/default-thresholds.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { RecentCountsReader } from '../../lib/safeguard/recent-counts.ts';
import { countIn, everybodyRevoked, hourIdentity } from '../../lib/safeguard/safeguard-item.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { type Limits, limitsOf } from '../../lib/safeguard/thresholds.ts';
import { awsTimeout } from '../aws-timeout.ts';
import type { SafeguardSession } from './quarantine.ts';

export interface SafeguardUsage {
  /** As they were counted last; undefined before the first count. */
  readonly activePeople: number | undefined;
  /** People who lost access by any cause: in this hour, and in the 23 hours before it. */
  readonly revokedThisHour: number;
  readonly revokedBefore: number;
  /** Undefined if the policy switches the safeguard off. */
  readonly limits: { readonly revocations: Limits; readonly grants: Limits } | undefined;
}

/** @param policy undefined for the defaults */
export async function readUsage(
  { aws, stack, now }: SafeguardSession,
  policy: Policy | undefined,
): Promise<SafeguardUsage> {
  const at = now();
  const items = new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
  const counts = await new RecentCountsReader(items, now).read();
  const revokedThisHour = countIn(await items.read(hourIdentity(at)), everybodyRevoked);
  const thresholds = policy?.safeguard ?? defaultThresholds;
  const limitsIn = (direction: 'revocations' | 'grants') =>
    thresholds === 'off' ? undefined : limitsOf(thresholds, counts, direction, undefined, at);
  const [revocations, grants] = [limitsIn('revocations'), limitsIn('grants')];
  return {
    ...{ activePeople: counts.activePeople, revokedThisHour, revokedBefore: counts.revokedBefore },
    limits: revocations && grants && { revocations, grants },
  };
}
