/** Judges a person whom a stage remembers by a policy, whatever was decided about them before. */
import type { Person } from '../../lib/identity/person.ts';
import { judge } from '../../lib/people/decision.ts';
import { type Knowledge, knowledgeFor } from '../../lib/people/knowledge.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { type Entitlement, entitlementsOf } from './entitlement.ts';

export interface JudgedPerson {
  readonly knowledge: Knowledge;
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
  readonly entitlements: readonly Entitlement[];
}

/** @param overrides attributes that replace or complete what is known */
export function explainKnownPerson(
  policy: Policy,
  { accounts }: Pick<KnownPerson, 'accounts'>,
  overrides: Person = {},
): JudgedPerson {
  const known = knowledgeFor(policy, { accounts });
  const knowledge = { ...known, person: { ...known.person, ...overrides } };
  const judgements = judge(policy, knowledge);
  return { knowledge, judgements, entitlements: entitlementsOf(policy, knowledge.person, judgements) };
}
