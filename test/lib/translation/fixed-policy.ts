import type { Policy } from '../../../lib/policy/policy.ts';
import type { PolicyChoice } from '../../../lib/policy-in-force/policy-choice.ts';

/** For a test that is not about how the policy is chosen. */
export function always(by: Policy | undefined): PolicyChoice {
  const find = async () => by;
  return { find, findAnew: find };
}
