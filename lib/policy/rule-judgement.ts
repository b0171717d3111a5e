/** Judges the rules of the policy by the attributes of a person in an event. */
import { cleared, type Person } from '../identity/person.ts';
import { memoise } from '../memoise.ts';
import { PersonValues } from './comparable-values.ts';
import { type AttributeFinding, isRuledOut, matchPattern, namesOneOf } from './pattern.ts';
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
  /** The attributes that rule the rule out. */
  readonly contradictedBy: readonly string[];
  /** The attributes of which more would have to be known for the verdict to be certain. None of a rule that is ruled out. */
  readonly unknown: readonly string[];
  readonly findings: readonly AttributeFinding[];
}

/** What is known of the lists of a person, beside the values that they have. */
export interface KnownLists {
  /** The lists that name all values of the person, so that a missing value contradicts. */
  readonly whole?: readonly string[];
  /** Values that the person is known not to have. */
  readonly absent?: Person;
}

/**
 * An absent attribute contradicts nothing. Neither does a list, because an event may name only some of a person's groups.
 * An empty list counts as absent: some systems send one with every person. A cleared attribute is known to have no value.
 *
 * A rule that grants is contradicted once the person is known not to have a value that it asks for: who is taken out of one
 * of its groups had the access by that one. A rule that denies by several groups may still deny by another one.
 *
 * @returns one judgement for each rule, in their order
 */
export function judgeRules(
  rules: readonly Rule[],
  person: Person,
  { whole = [], absent = {} }: KnownLists = {},
): readonly RuleJudgement[] {
  const [personValues, absentValues] = [new PersonValues(person), new PersonValues(absent)];
  const isCleared = (attribute: string) => Object.hasOwn(person, attribute) && person[attribute] === cleared;
  const lacksNoValue = ({ attribute, values }: AttributeFinding) =>
    isCleared(attribute) || (values.length > 0 && (!Array.isArray(person[attribute]) || whole.includes(attribute)));
  const isOut = ({ attribute, wanted, values }: AttributeFinding) =>
    wanted.every((matcher) => isRuledOut(matcher, absentValues.of(attribute), values.length > 0));
  const asksForAbsent = ({ attribute, wanted }: AttributeFinding) =>
    wanted.some((matcher) => namesOneOf(matcher, absentValues.of(attribute)));
  return rules.map((rule) => {
    const findings = matchPattern(rule.when, personValues);
    const failed = findings.filter(({ matches }) => !matches);
    const out = failed.filter((finding) => lacksNoValue(finding) || isOut(finding));
    const contradicting =
      rule.grant === undefined ? out : failed.filter((finding) => out.includes(finding) || asksForAbsent(finding));
    const isSilent = ({ attribute, values }: AttributeFinding) => values.length === 0 && !isCleared(attribute);
    const uncertain = out.length > 0 ? [] : findings.filter((finding) => !finding.matches || isSilent(finding));
    return {
      ...{ rule, findings },
      verdict: failed.length === 0 ? 'matches' : contradicting.length > 0 ? 'contradicted' : 'undecided',
      contradictedBy: contradicting.map(({ attribute }) => attribute),
      unknown: uncertain.map(({ attribute }) => attribute),
    };
  });
}

/** Whether a denying rule denies, by what is known alone. */
export function denies({ verdict, unknown }: RuleJudgement): boolean {
  return verdict === 'matches' && unknown.length === 0;
}

/** Whether a denying rule withholds new access, since what is unknown may yet make it deny. */
export function withholds({ rule, unknown }: RuleJudgement): boolean {
  return rule.unknown !== 'grant' && unknown.length > 0;
}

/** The rules that name an entity. */
export interface EntityJudgements {
  readonly granting: readonly RuleJudgement[];
  readonly denying: readonly RuleJudgement[];
}

/**
 * @param rules of the policy
 * @param judgements of these rules, in their order
 * @returns the judgements of the rules that name an entity, in their order, by the policy's name for it
 */
export function judgementsByEntity(
  rules: readonly Rule[],
  judgements: readonly RuleJudgement[],
): (name: string) => EntityJudgements {
  const { grant, deny } = rulesByEntity(rules);
  const judgementsOf = (indices: readonly number[] = []) =>
    indices.map((index) => judgements[index]).filter((judgement) => judgement !== undefined);
  return (name) => ({ granting: judgementsOf(grant.get(name)), denying: judgementsOf(deny.get(name)) });
}

/** The places of the rules that name an entity, by its name: the same for all people. */
const rulesByEntity = memoise((rules: readonly Rule[]) => ({
  grant: placesByEntity(rules, 'grant'),
  deny: placesByEntity(rules, 'deny'),
}));

function placesByEntity(rules: readonly Rule[], effect: 'grant' | 'deny'): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, rule] of rules.entries()) {
    for (const name of new Set(rule[effect])) {
      const known = places.get(name);
      if (known === undefined) places.set(name, [place]);
      else known.push(place);
    }
  }
  return places;
}
