/** Finds the access that an event about a person ends, and the rules behind it. */
import type { PersonReading } from '../identity/reading.ts';
import { comparableText } from './comparable-text.ts';
import { matchesValue } from './pattern.ts';
import type { Policy, Rule } from './policy.ts';
import { judgeRule, type RuleJudgement } from './rule-judgement.ts';

/** For each cause, the policy says under `on` whether to revoke or to report. */
export type RevocationCause = 'left' | 'groupRemoved' | 'ruleNoLongerMatches';

export interface Revocation {
  readonly entities: readonly string[];
  /** The rules that ended this access: each denies one of the entities, or no longer grants it. */
  readonly rules: readonly Rule[];
}

type FindRevocation = (policy: Policy, judgements: readonly RuleJudgement[], reading: PersonReading) => Revocation;

/** An absent attribute never ends access: each cause needs a fact in the event. */
export const revocationsByCause: Readonly<Record<RevocationCause, FindRevocation>> = {
  /** Every entity but home, even if rules still match. */
  left: ({ entities, homeEntity }) => ({
    entities: Object.keys(entities).filter((name) => name !== homeEntity),
    rules: [],
  }),

  /** Access through the group, or the role, unless another matching rule grants it. */
  groupRemoved({ rules }, judgements, { person, groups, groupsAttribute = 'groups' }) {
    const before = { ...person, [groupsAttribute]: groups };
    const through = rules.filter(
      (rule) => requiresOneOf(groups, groupsAttribute, rule) && judgeRule(rule, before).verdict !== 'contradicted',
    );
    const matching = rulesThatMatch(judgements);
    const entities = without(entitiesIn(through, 'grant'), grantedEntities(matching));
    // A rule that still matches did not end the access: a rule that denies it did.
    const ended = through.filter(({ id }) => !matching.some((rule) => rule.id === id));
    const denied = without(entities, entitiesIn(ended, 'grant'));
    return { entities, rules: [...rulesAbout(ended, 'grant', entities), ...rulesAbout(matching, 'deny', denied)] };
  },

  /**
   * Entities that a rule denies, and entities whose granting rules are all contradicted. An undecided rule may be the
   * reason for the access, so it prevents the end.
   */
  ruleNoLongerMatches(_, judgements) {
    const denying = rulesThatMatch(judgements.filter(({ isFullyKnown }) => isFullyKnown)).filter(
      ({ deny }) => deny !== undefined,
    );
    const contradicted = judgements.filter(({ verdict }) => verdict === 'contradicted').map(({ rule }) => rule);
    const possible = judgements.filter(({ verdict }) => verdict !== 'contradicted').map(({ rule }) => rule);
    const impossible = without(entitiesIn(contradicted, 'grant'), entitiesIn(possible, 'grant'));
    return {
      entities: [...entitiesIn(denying, 'deny'), ...impossible],
      rules: [...denying, ...rulesAbout(contradicted, 'grant', impossible)],
    };
  },
};

export function rulesThatMatch(judgements: readonly RuleJudgement[]): readonly Rule[] {
  return judgements.filter(({ verdict }) => verdict === 'matches').map(({ rule }) => rule);
}

/** The entities that the rules grant together. A denial wins over a grant. The order of the rules does not matter. */
export function grantedEntities(rules: readonly Rule[]): readonly string[] {
  return without(entitiesIn(rules, 'grant'), entitiesIn(rules, 'deny'));
}

/** The rules that grant, or deny, one of the entities. */
export function rulesAbout(
  rules: readonly Rule[],
  part: 'grant' | 'deny',
  entities: readonly string[],
): readonly Rule[] {
  return rules.filter((rule) => rule[part]?.some((entity) => entities.includes(entity)));
}

function entitiesIn(rules: readonly Rule[], part: 'grant' | 'deny'): readonly string[] {
  return rules.flatMap((rule) => rule[part] ?? []);
}

function without(entities: readonly string[], others: readonly string[]): readonly string[] {
  return entities.filter((name) => !others.includes(name));
}

/** `exists` and `anything-but` require no group in particular. */
function requiresOneOf(groups: readonly string[], attribute: string, { when }: Rule): boolean {
  const wanted = Object.hasOwn(when, attribute) ? (when[attribute] ?? []) : [];
  return wanted.some((matcher) => groups.some((group) => matchesValue(matcher, comparableText(group))));
}
