/** Finds the access that an event about a person ends, and the rules behind it. */
import type { PersonReading } from '../identity/reading.ts';
import { type ComparableValues, comparableValues } from './comparable-values.ts';
import { namesOneOf } from './pattern.ts';
import type { Policy, Rule } from './policy.ts';
import { judgeRules, type RuleJudgement } from './rule-judgement.ts';

/** For each cause, the policy says under `on` whether to revoke or to report. */
export type RevocationCause = 'left' | 'groupRemoved' | 'ruleNoLongerMatches';

export interface Revocation {
  readonly entities: ReadonlySet<string>;
  /** The rules that ended this access: each denies one of the entities, or no longer grants it. */
  readonly rules: readonly Rule[];
}

type FindRevocation = (policy: Policy, judgements: readonly RuleJudgement[], reading: PersonReading) => Revocation;

/** An absent attribute never ends access: each cause needs a fact in the event. */
export const revocationsByCause: Readonly<Record<RevocationCause, FindRevocation>> = {
  /** Every entity but home, even if rules still match. */
  left: ({ entities, homeEntity }) => ({
    entities: new Set(Object.keys(entities).filter((name) => name !== homeEntity)),
    rules: [],
  }),

  /** Access through the group, or the role, unless another matching rule grants it. */
  groupRemoved({ rules }, judgements, { person, groups, groupsAttribute = 'groups' }) {
    const before = { ...person, [groupsAttribute]: groups };
    const changed = comparableValues(groups);
    const asking = rules.filter((rule) => requiresOneOf(changed, groupsAttribute, rule));
    const through = rulesThatMayMatch(judgeRules(asking, before));
    const matching = rulesThatMatch(judgements);
    const entities = without(entitiesIn(through, 'grant'), grantedEntities(matching));
    // A rule that still matches did not end the access: a rule that denies it did.
    const matchingRules = new Set(matching);
    const ended = through.filter((rule) => !matchingRules.has(rule));
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
    const possible = rulesThatMayMatch(judgements);
    const impossible = without(entitiesIn(contradicted, 'grant'), entitiesIn(possible, 'grant'));
    return {
      entities: new Set([...entitiesIn(denying, 'deny'), ...impossible]),
      rules: [...denying, ...rulesAbout(contradicted, 'grant', impossible)],
    };
  },
};

export function rulesThatMatch(judgements: readonly RuleJudgement[]): readonly Rule[] {
  return judgements.filter(({ verdict }) => verdict === 'matches').map(({ rule }) => rule);
}

function rulesThatMayMatch(judgements: readonly RuleJudgement[]): readonly Rule[] {
  return judgements.filter(({ verdict }) => verdict !== 'contradicted').map(({ rule }) => rule);
}

/** The entities that the rules grant together. A denial wins over a grant. The order of the rules does not matter. */
export function grantedEntities(rules: readonly Rule[]): ReadonlySet<string> {
  return without(entitiesIn(rules, 'grant'), entitiesIn(rules, 'deny'));
}

/** The rules that grant, or deny, one of the entities. */
export function rulesAbout(
  rules: readonly Rule[],
  part: 'grant' | 'deny',
  entities: ReadonlySet<string>,
): readonly Rule[] {
  return rules.filter((rule) => rule[part]?.some((entity) => entities.has(entity)));
}

function entitiesIn(rules: readonly Rule[], part: 'grant' | 'deny'): ReadonlySet<string> {
  const entities = new Set<string>();
  for (const rule of rules) for (const name of rule[part] ?? []) entities.add(name);
  return entities;
}

function without(entities: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...entities].filter((name) => !others.has(name)));
}

/** `exists` and `anything-but` require no group in particular. */
function requiresOneOf(groups: ComparableValues, attribute: string, { when }: Rule): boolean {
  const wanted = Object.hasOwn(when, attribute) ? (when[attribute] ?? []) : [];
  return wanted.some((matcher) => namesOneOf(matcher, groups));
}
