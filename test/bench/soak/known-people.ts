/** What the service decides about a person by the soak's policy. */
import { policyFile } from '../../../bench/soak/policy.ts';
import { withTimes } from '../../../bench/soak/publications/times.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const now = Date.parse('2026-11-21T09:30:00.000Z');

function policyOf(file: string) {
  const read = readPolicyFile(file);
  if (!read.success) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

export const soakPolicy = policyOf(policyFile);

/** @param bodies of messages about one person, in the order of arrival */
export function whatBecomesOf(bodies: readonly string[]): KnownPerson {
  const readings = bodies
    .flatMap(
      (body) =>
        planMessage(soakPolicy, withTimes(body, { now, begunAt: now }).body, new Date(now).toISOString()).changes,
    )
    .flatMap((change) => ('reading' in change ? [change] : []));
  return readings.reduce(
    (person, { reading, source }) => changedBy(soakPolicy, person, reading, source).person,
    unknownPerson('soak'),
  );
}
