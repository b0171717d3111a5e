/** Tells which access an event about a person ends, and by which rules. */
import type { PersonReading } from '../identity/reading.ts';
import { names } from './pattern.ts';
import type { Policy, Rule } from './policy.ts';
import { judgeRule, type RuleJudgement } from './rule-judgement.ts';

/** The policy says under `on` what is done about each. */
export type Cause = 'left' | 'groupRemoved' | 'ruleNoLongerMatches';

export interface Revocation {
  readonly entities: readonly string[];
  readonly rules: readonly Rule[];
}

type Find = (policy: Policy, judgements: readonly RuleJudgement[], reading: PersonReading) => Revocation;

/** An attribute that is absent ends nothing: each rests on something that the event says. */
export const revocationsByCause: Readonly<Record<Cause, Find>> = {
  /** Everything but home, whatever rules still match. */
  left: ({ entities, homeEntity }) => ({
    entities: Object.keys(entities).filter((name) => name !== homeEntity),
    rules: [],
  }),

  /** What came through the group, unless another rule that matches grants it. */
  groupRemoved({ rules }, judgements, { person, groups }) {
    const before = { ...person, groups };
    const through = rules.filter(
      (rule) => asksForOneOf(groups, rule) && judgeRule(rule, before).verdict !== 'contradicted',
    );
    return { entities: without(entitiesOf(through, 'grant'), grantedBy(matching(judgements))), rules: through };
  },

  /**
   * What a rule denies, and what every rule that grants it is contradicted for: one that is undecided may be why the
   * person has it.
   */
  ruleNoLongerMatches(_, judgements) {
    const denying = matching(judgements.filter(({ isFounded }) => isFounded)).filter(({ deny }) => deny !== undefined);
    const contradicted = judgements.filter(({ verdict }) => verdict === 'contradicted').map(({ rule }) => rule);
    const possible = judgements.filter(({ verdict }) => verdict !== 'contradicted').map(({ rule }) => rule);
    const impossible = without(entitiesOf(contradicted, 'grant'), entitiesOf(possible, 'grant'));
    return { entities: [...entitiesOf(denying, 'deny'), ...impossible], rules: [...denying, ...contradicted] };
  },
};

export function matching(judgements: readonly RuleJudgement[]): readonly Rule[] {
  return judgements.filter(({ verdict }) => verdict === 'matches').map(({ rule }) => rule);
}

/** What rules give together: a denial wins, wherever it stands. */
export function grantedBy(rules: readonly Rule[]): readonly string[] {
  return without(entitiesOf(rules, 'grant'), entitiesOf(rules, 'deny'));
}

function entitiesOf(rules: readonly Rule[], part: 'grant' | 'deny'): readonly string[] {
  return rules.flatMap((rule) => rule[part] ?? []);
}

function without(entities: readonly string[], others: readonly string[]): readonly string[] {
  return entities.filter((name) => !others.includes(name));
}

/** Any group, or any but some, is no group in particular. */
function asksForOneOf(groups: readonly string[], { when }: Rule): boolean {
  const wanted = Object.hasOwn(when, 'groups') ? (when['groups'] ?? []) : [];
  return wanted.some((matcher) => groups.some((group) => names(matcher, group)));
}
