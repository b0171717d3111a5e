/** Which entities a policy grants to a person with these attributes, and by which rules. */
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { grantedEntities, rulesThatMatch } from '../../lib/policy/revocation-cause.ts';
import { judgeRules, type RuleJudgement } from '../../lib/policy/rule-judgement.ts';

type EntitlementStatus =
  | 'home'
  | 'granted'
  | 'denied'
  /** A rule may grant it, but needs attributes that are unknown. */
  | 'undecided'
  | 'not-granted';

export interface Entitlement {
  /** The policy's name for the entity. */
  readonly name: string;
  readonly id: string;
  readonly status: EntitlementStatus;
  /** The rules that decide the status. */
  readonly rules: readonly { readonly id: string; readonly unmet: readonly string[] }[];
}

/** One for each entity of the policy, in its order. */
export function entitlementsOf(policy: Policy, person: Person): readonly Entitlement[] {
  const judgements = judgeRules(policy.rules, person);
  const isInactive = person['active'] === false;
  const granted = isInactive ? new Set<string>() : grantedEntities(rulesThatMatch(judgements));
  return Object.entries(policy.entities).map(([name, id]) => {
    const granting = judgements.filter(({ rule }) => rule.grant?.includes(name));
    const denying = judgements.filter(({ rule }) => rule.deny?.includes(name));
    const entitlement = (status: EntitlementStatus, deciding: readonly RuleJudgement[]) => ({
      name,
      id,
      status,
      rules: deciding.map(({ rule, findings }) => ({
        id: rule.id,
        unmet: findings.filter(({ matches }) => !matches).map(({ attribute }) => attribute),
      })),
    });
    const matches = ({ verdict }: RuleJudgement) => verdict === 'matches';
    if (name === policy.homeEntity) return entitlement('home', []);
    if (granted.has(name)) return entitlement('granted', granting.filter(matches));
    if (denying.some(matches)) return entitlement('denied', denying.filter(matches));
    if (isInactive) return entitlement('not-granted', []);
    const undecided = granting.filter(({ verdict }) => verdict === 'undecided');
    return undecided.length > 0 ? entitlement('undecided', undecided) : entitlement('not-granted', granting);
  });
}
