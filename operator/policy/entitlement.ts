/** Which entities a policy grants to a person of whom so much is known, and by which rules. */
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { grantedBy, matching } from '../../lib/policy/revocation-cause.ts';
import { judgeRule, type RuleJudgement } from '../../lib/policy/rule-judgement.ts';

type ClaimFinding =
  | 'home'
  | 'granted'
  | 'denied'
  /** A rule may grant it: what is known does not say. */
  | 'undecided'
  | 'not-granted';

export interface Entitlement {
  /** The policy's name for the entity. */
  readonly name: string;
  readonly id: string;
  readonly standing: ClaimFinding;
  /** The rules that it follows from. */
  readonly rules: readonly { readonly id: string; readonly unmet: readonly string[] }[];
}

/** One for each entity of the policy, in its order. */
export function entitlementsOf(policy: Policy, person: Person): readonly Entitlement[] {
  const judgements = policy.rules.map((rule) => judgeRule(rule, person));
  // Whoever is not active is granted nothing.
  const granted = person['active'] === false ? [] : grantedBy(matching(judgements));
  return Object.entries(policy.entities).map(([name, id]) => {
    const granting = judgements.filter(({ rule }) => rule.grant?.includes(name));
    const denying = judgements.filter(({ rule }) => rule.deny?.includes(name));
    const by = (standing: ClaimFinding, judged: readonly RuleJudgement[]) => ({
      name,
      id,
      standing,
      rules: judged.map(({ rule, findings }) => ({
        id: rule.id,
        unmet: findings.filter(({ matches }) => !matches).map(({ attribute }) => attribute),
      })),
    });
    const matches = ({ verdict }: RuleJudgement) => verdict === 'matches';
    if (name === policy.homeEntity) return by('home', []);
    if (granted.includes(name)) return by('granted', granting.filter(matches));
    if (denying.some(matches)) return by('denied', denying.filter(matches));
    if (person['active'] === false) return by('not-granted', []);
    const open = granting.filter(({ verdict }) => verdict === 'undecided');
    return open.length > 0 ? by('undecided', open) : by('not-granted', granting);
  });
}
