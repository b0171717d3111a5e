/** Which entities a policy grants to a person with these attributes. */
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import {
  denies,
  type EntityJudgements,
  judgementsByEntity,
  judgeRules,
  type RuleJudgement,
  withholds,
} from '../../lib/policy/rule-judgement.ts';

type EntitlementStatus =
  | 'home'
  | 'granted'
  | 'denied'
  /** Rules grant it, but those that deny it need attributes that are unknown: nothing new is given. */
  | 'withheld'
  /** Rules may grant it, but they need attributes that are unknown. */
  | 'undecided'
  | 'not-granted';

interface DecidingRule {
  readonly id: string;
  /** The attributes that do not satisfy the rule, or that are unknown. */
  readonly unmet: readonly string[];
}

export interface Entitlement {
  /** The policy's name for the entity. */
  readonly name: string;
  readonly id: string;
  readonly status: EntitlementStatus;
  /** The rules that decide the status. */
  readonly rules: readonly DecidingRule[];
  /** The rules that may yet deny what is granted, and withhold nothing meanwhile. */
  readonly undecidedDenials: readonly DecidingRule[];
}

/**
 * @param judgements one for each rule of the policy, in its order
 * @returns one for each entity of the policy, in its order
 */
export function entitlementsOf(
  policy: Policy,
  person: Person,
  judgements: readonly RuleJudgement[] = judgeRules(policy.rules, person),
): readonly Entitlement[] {
  const judgementsOf = judgementsByEntity(policy.rules, judgements);
  return Object.entries(policy.entities).map(([name, id]) => {
    const status: EntityStatus =
      name === policy.homeEntity ? { status: 'home', rules: [] } : statusOf(person, judgementsOf(name));
    return { name, id, undecidedDenials: [], ...status };
  });
}

type EntityStatus = Pick<Entitlement, 'status' | 'rules'> & Partial<Pick<Entitlement, 'undecidedDenials'>>;

function statusOf(person: Person, { granting, denying }: EntityJudgements): EntityStatus {
  const denials = denying.filter(denies);
  if (denials.length > 0) return { status: 'denied', rules: denials.map(toRule) };
  if (person['active'] === false) return { status: 'not-granted', rules: [] };
  const [grants, undecidedGrants] = [withVerdict(granting, 'matches'), withVerdict(granting, 'undecided')];
  const withholding = denying.filter(withholds);
  if (grants.length > 0 && withholding.length > 0)
    return { status: 'withheld', rules: withholding.map(toUncertainRule) };
  if (grants.length > 0) {
    const undecided = denying.filter(({ unknown }) => unknown.length > 0);
    return { status: 'granted', rules: grants.map(toRule), undecidedDenials: undecided.map(toUncertainRule) };
  }
  if (undecidedGrants.length > 0) return { status: 'undecided', rules: undecidedGrants.map(toRule) };
  return { status: 'not-granted', rules: granting.map(toRule) };
}

function withVerdict(judgements: readonly RuleJudgement[], wanted: RuleJudgement['verdict']) {
  return judgements.filter(({ verdict }) => verdict === wanted);
}

function toRule({ rule: { id }, findings }: RuleJudgement): DecidingRule {
  return { id, unmet: findings.filter(({ matches }) => !matches).map(({ attribute }) => attribute) };
}

function toUncertainRule({ rule: { id }, unknown }: RuleJudgement): DecidingRule {
  return { id, unmet: unknown };
}
