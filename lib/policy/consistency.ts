/** Finds contradictions between the parts of a policy, even if its form is invalid too. */
import type { Problem } from '../check.ts';
import { compactEntityId } from '../entity-id.ts';
import { listAttributes } from '../identity/attribute-names.ts';
import { type Json, list, object } from '../json.ts';
import { attributeProblem } from './attribute.ts';
import { hint } from './nearest-name.ts';
import { impossibleMatches } from './possible-match.ts';
import { sourceListProblems } from './source-lists.ts';
import { unknownSourceProblems, usernameFields } from './username-choice.ts';
import { repeatedProcessProblems } from './workday-processes.ts';

/** How many entities an event may name. */
const maxEntities = 100;

/** @param policy of any form: malformed parts are skipped here, and reported by the schema */
export function inconsistencies(policy: unknown): readonly Problem[] {
  const { username, sources, severalEngagements, workday, entities, homeEntity, rules, approve } = object(policy);
  const isKnown = (name: string) => Object.hasOwn(object(entities), name);
  // A policy with more is refused. Its hints would take long.
  const names = Object.keys(object(entities)).slice(0, maxEntities);
  const unknownProblem = (name: string) => `is not one of the entities${hint(name, names)}`;
  return [
    ...entityProblems(object(entities)),
    ...indexedTexts(homeEntity)
      .filter(([, name]) => !isKnown(name))
      .map(([, name]) => ({ field: 'homeEntity', problem: unknownProblem(name) })),
    ...usernameFields(username).flatMap(({ field, name }) => attributeProblems(field, name)),
    ...unknownSourceProblems(username),
    ...sourceListProblems('sources', sources),
    ...sourceListProblems('severalEngagements', severalEngagements),
    ...repeatedProcessProblems(workday),
    ...Object.keys(object(approve)).flatMap((name) => {
      const problem = isKnown(name) ? homeProblem(name, homeEntity) : unknownProblem(name);
      return problem === undefined ? [] : [{ field: `approve.${name}`, problem }];
    }),
    ...duplicateIdProblems(list(rules).map(object)),
    ...list(rules).flatMap((rule, index) =>
      ruleProblems(`rules.${index}`, object(rule), isKnown, unknownProblem, homeEntity),
    ),
  ];
}

/** With two names for one entity, one rule could grant it by the first name and another deny it by the second. */
function entityProblems(entities: Json): Problem[] {
  const problems: Problem[] = [];
  // The schema does not see this key.
  if (Object.hasOwn(entities, '__proto__'))
    problems.push({ field: 'entities.__proto__', problem: 'is not allowed as a name' });
  if (Object.keys(entities).length > maxEntities) {
    problems.push({ field: 'entities', problem: `must be at most ${maxEntities}` });
  }
  const nameById = new Map<string, string>();
  for (const [name, id] of Object.entries(entities)) {
    if (typeof id !== 'string') continue;
    const other = nameById.get(compactEntityId(id));
    if (other !== undefined) problems.push({ field: `entities.${name}`, problem: `is the same entity as "${other}"` });
    nameById.set(compactEntityId(id), other ?? name);
  }
  return problems;
}

function duplicateIdProblems(rules: readonly Json[]): Problem[] {
  const seen = new Set<unknown>();
  return rules.flatMap(({ id }, index) => {
    if (typeof id !== 'string' || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ field: `rules.${index}.id`, problem: `"${id}" is the id of an earlier rule` }];
  });
}

function ruleProblems(
  field: string,
  rule: Json,
  isKnown: (name: string) => boolean,
  unknownProblem: (name: string) => string,
  homeEntity: unknown,
): Problem[] {
  const { when, grant, deny, unknown } = rule;
  const granted = new Set(indexedTexts(grant).map(([, name]) => name));
  const named = (['grant', 'deny'] as const).flatMap((part) =>
    indexedTexts(rule[part]).map(([index, name]) => ({ field: `${field}.${part}.${index}`, name })),
  );
  return [
    ...Object.entries(object(when)).flatMap(([name, matchers]) =>
      patternProblems(`${field}.when.${name}`, name, matchers),
    ),
    ...listAttributes.flatMap((name) => listMatcherProblems(`${field}.when.${name}`, object(when)[name])),
    ...named.flatMap(({ field, name }) => {
      const problem = isKnown(name) ? homeProblem(name, homeEntity) : unknownProblem(name);
      return problem === undefined ? [] : [{ field, problem: `"${name}" ${problem}` }];
    }),
    ...indexedTexts(deny)
      .filter(([, name]) => granted.has(name))
      .map(([index, name]) => ({ field: `${field}.deny.${index}`, problem: `the same rule grants "${name}"` })),
    ...(unknown !== undefined && deny === undefined
      ? [{ field: `${field}.unknown`, problem: 'is only for a rule that denies' }]
      : []),
  ];
}

function homeProblem(name: string, homeEntity: unknown): string | undefined {
  return name === homeEntity ? 'is the home entity, which every user has' : undefined;
}

/** For a list, `anything-but` matches if any value is not excluded, which is rarely what the author wants. */
function listMatcherProblems(field: string, matchers: unknown): Problem[] {
  return list(matchers).flatMap((matcher, index) =>
    Object.hasOwn(object(matcher), 'anything-but')
      ? [
          {
            field: `${field}.${index}`,
            problem: 'matches every person who has any other value; write a rule that denies instead',
          },
        ]
      : [],
  );
}

function patternProblems(field: string, name: string, matchers: unknown): readonly Problem[] {
  const problems = attributeProblems(field, name);
  return problems.length > 0 ? problems : impossibleMatches(field, name, matchers);
}

function attributeProblems(field: string, name: string): Problem[] {
  const problem = attributeProblem(name);
  return problem === undefined ? [] : [{ field, problem }];
}

/** The text itself, or the texts of a list, each with its index. */
function indexedTexts(value: unknown): (readonly [index: number, text: string])[] {
  return [value].flat().flatMap((one, index) => (typeof one === 'string' ? [[index, one] as const] : []));
}
