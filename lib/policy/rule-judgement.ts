/** Judges each rule of a policy by what an event says of a person. */
import type { Person } from '../identity/person.ts';
import { compare, type Finding } from './pattern.ts';
import type { Rule } from './policy.ts';

type Verdict =
  | 'matches'
  /** What the event says rules it out. */
  | 'contradicted'
  /** It may match or not: the event does not say. */
  | 'undecided';

export interface RuleJudgement {
  readonly rule: Rule;
  readonly verdict: Verdict;
  /** Whether the verdict rests on what the event says alone, and on nothing that it is silent on. */
  readonly isFounded: boolean;
  readonly findings: readonly Finding[];
}

/**
 * An attribute that the event is silent on contradicts nothing, and neither does a list: that it names some groups does
 * not say that it names all. An empty one is silent, since some systems send it with every person.
 */
export function judgeRule(rule: Rule, person: Person): RuleJudgement {
  const findings = compare(rule.when, person);
  const failed = findings.filter(({ matches }) => !matches);
  const contradicts = ({ attribute, values }: Finding) => values.length > 0 && !Array.isArray(person[attribute]);
  const verdict = failed.length === 0 ? 'matches' : failed.some(contradicts) ? 'contradicted' : 'undecided';
  const isFounded = findings.every(({ values }) => values.length > 0);
  return { rule, verdict, isFounded, findings };
}
