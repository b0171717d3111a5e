/** The rules of the policy with their ticks: for an event that is tried, and for a person by what is known of them. */
import type { AttributeFinding } from '../../lib/policy/pattern.ts';
import type { RuleJudgement } from '../../lib/policy/rule-judgement.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import { explainKnownPerson } from '../../operator/policy/known-person-trial.ts';
import { knownValuesOf } from '../../operator/policy/known-values.ts';
import { describeMatcher } from '../../operator/policy/trial-words.ts';
import type { JudgedPerson, TriedRule } from '../shapes/policy.ts';
import type { Stage } from '../stage.ts';

/**
 * By what is known now, whatever was decided before.
 *
 * @param name a login, or the id of the person
 * @throws NotFound, UnreadableFile or ServiceError `bad-policy`
 */
export async function judgePerson(stage: Stage, name: string): Promise<JudgedPerson> {
  const { aws, stack } = stage.session;
  const person = (await new PeopleReader(aws.dynamodb, stack.people).find(name))?.person;
  if (person === undefined) return { isKnown: false, outcome: [], rules: [] };
  const { knowledge, judgements, entitlements } = explainKnownPerson(await stage.requirePolicy(), person);
  return {
    ...{ isKnown: true, person: person.id, login: person.logins.at(-1)?.login },
    outcome: entitlements.map((entitlement) => `${entitlement.name}: ${describeWithDenials(entitlement)}`),
    rules: judgements.map((judgement) => triedRule(judgement, (finding) => knownValuesOf(finding, knowledge))),
  };
}

/** @param valuesOf the person's values of an attribute, in words */
export function triedRule(
  { rule, verdict, findings }: RuleJudgement,
  valuesOf: (finding: AttributeFinding) => string,
): TriedRule {
  const effects = [
    ...(rule.grant === undefined ? [] : [`grants ${rule.grant.join(', ')}`]),
    ...(rule.deny === undefined ? [] : [`denies ${rule.deny.join(', ')}`]),
  ];
  return {
    ...{ rule: rule.id, verdict, effect: effects.join('; ') },
    findings: findings.map((finding) => ({
      ...{ attribute: finding.attribute, isMet: finding.matches, values: valuesOf(finding) },
      wanted: finding.wanted.map(describeMatcher).join(' or '),
    })),
  };
}
