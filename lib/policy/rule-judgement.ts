/** Judges the rules of the policy by the attributes of a person in an event. */
import { cleared, type Person } from '../identity/person.ts';
import { PersonValues } from './comparable-values.ts';
import { type AttributeFinding, matchPattern } from './pattern.ts';
import type { Rule } from './policy.ts';

type Verdict =
  | 'matches'
  /** An attribute in the event rules the rule out. */
  | 'contradicted'
  /** The event does not mention an attribute that the rule needs. */
  | 'undecided';

export interface RuleJudgement {
  readonly rule: Rule;
  readonly verdict: Verdict;
  /** Whether the event mentions every attribute of the rule. */
  readonly isFullyKnown: boolean;
  readonly findings: readonly AttributeFinding[];
}

/**
 * An absent attribute contradicts nothing. Neither does a list, because an event may name only some of a person's groups.
 * An empty list counts as absent: some systems send one with every person. A cleared attribute is known to have no value.
 *
 * @param wholeLists the lists that name all values of the person, so that a missing value contradicts
 * @returns one judgement for each rule, in their order
 */
export function judgeRules(
  rules: readonly Rule[],
  person: Person,
  wholeLists: readonly string[] = [],
): readonly RuleJudgement[] {
  const personValues = new PersonValues(person);
  const isCleared = (attribute: string) => Object.hasOwn(person, attribute) && person[attribute] === cleared;
  const contradicts = ({ attribute, values }: AttributeFinding) =>
    isCleared(attribute) ||
    (values.length > 0 && (!Array.isArray(person[attribute]) || wholeLists.includes(attribute)));
  return rules.map((rule) => {
    const findings = matchPattern(rule.when, personValues);
    const failed = findings.filter(({ matches }) => !matches);
    const verdict = failed.length === 0 ? 'matches' : failed.some(contradicts) ? 'contradicted' : 'undecided';
    const isFullyKnown = findings.every(({ attribute, values }) => values.length > 0 || isCleared(attribute));
    return { rule, verdict, isFullyKnown, findings };
  });
}
