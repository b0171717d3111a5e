/** What a policy gives a diagnosis to check. */
import { automaticEntityIds } from '../../lib/policy/approval.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
import type { DiagnosisOptions } from './diagnosis.ts';
import { policyEntities } from './policy-entities.ts';

/** @param policy undefined without one: then nothing of it is checked */
export function policyQuestions(policy: Policy | undefined): Partial<DiagnosisOptions> {
  if (policy === undefined) return {};
  return {
    policyEntities: policyEntities(policy),
    automaticEntityIds: automaticEntityIds(policy),
    policyHash: policyHash(policy),
  };
}
