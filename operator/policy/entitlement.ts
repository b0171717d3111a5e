/** Which entities a policy grants to a person with these attributes. */
import { cleared, type Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import {
  type EntityJudgements,
  judgementsByEntity,
  judgeRules,
  type RuleJudgement,
} from '../../lib/policy/rule-judgement.ts';

type EntitlementStatus =
  | 'home'
  | 'granted'
  | 'denied'
  /** Rules may grant it, but they or those that deny it need attributes that are unknown. */
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
  /** The rules that would deny what is granted, but need attributes that are unknown. */
  readonly undecidedDenials: readonly DecidingRule[];
}

/**
 * @param judgements one for each rule of the policy
 * @returns one for each entity of the policy, in its order
 */
export function entitlementsOf(
  policy: Policy,
  person: Person,
  judgements: readonly RuleJudgement[] = judgeRules(policy.rules, person),
): readonly Entitlement[] {
  const judgementsOf = judgementsByEntity(judgements);
  return Object.entries(policy.entities).map(([name, id]) => {
    const status: EntityStatus =
      name === policy.homeEntity ? { status: 'home', rules: [] } : statusOf(person, judgementsOf(name));
    return { name, id, undecidedDenials: [], ...status };
  });
}

type EntityStatus = Pick<Entitlement, 'status' | 'rules'> & Partial<Pick<Entitlement, 'undecidedDenials'>>;

function statusOf(person: Person, { granting, denying }: EntityJudgements): EntityStatus {
  const [denials, undecidedDenials] = [withVerdict(denying, 'matches'), withVerdict(denying, 'undecided')];
  const [grants, undecidedGrants] = [withVerdict(granting, 'matches'), withVerdict(granting, 'undecided')];
  const isInactive = person['active'] === false;
  const mayBeGranted = !isInactive && grants.length + undecidedGrants.length > 0;
  if (denials.length > 0 && mayBeGranted && denials.every(({ isFullyKnown }) => !isFullyKnown)) {
    return { status: 'undecided', rules: denials.map((judgement) => toSilentRule(person, judgement)) };
  }
  if (denials.length > 0) return { status: 'denied', rules: denials.map(toRule) };
  if (isInactive) return { status: 'not-granted', rules: [] };
  if (grants.length > 0) {
    return { status: 'granted', rules: grants.map(toRule), undecidedDenials: undecidedDenials.map(toRule) };
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

/** A rule that matches because of what is unknown, as `exists: false` does. */
function toSilentRule(person: Person, { rule: { id }, findings }: RuleJudgement): DecidingRule {
  const silent = findings.filter(({ attribute, values }) => values.length === 0 && person[attribute] !== cleared);
  return { id, unmet: silent.map(({ attribute }) => attribute) };
}
