/** Finds what is wrong between the parts of a policy, whatever else is wrong with it. */
import type { Problem } from '../check.ts';
import { compactEntityId } from '../entity-id.ts';
import { lists } from '../identity/attributes.ts';
import { type Json, list, object } from '../json.ts';
import { problemOfAttribute } from './attribute.ts';

/** How many entities an event may name. */
const maxEntities = 100;

/** @param policy of any form: what is malformed is passed over here, and found by the schema */
export function inconsistencies(policy: unknown): readonly Problem[] {
  const { username, entities, homeEntity, rules } = object(policy);
  const isKnown = (name: string) => Object.hasOwn(object(entities), name);
  return [
    ...ofEntities(object(entities)),
    ...texts(homeEntity)
      .filter(([, name]) => !isKnown(name))
      .map(() => ({ field: 'homeEntity', problem: 'is none of the entities' })),
    ...texts(username).flatMap(([index, name]) =>
      ofAttribute(Array.isArray(username) ? `username.${index}` : 'username', name),
    ),
    ...duplicateIds(list(rules).map(object)),
    ...list(rules).flatMap((rule, index) => ofRule(`rules.${index}`, object(rule), isKnown, homeEntity)),
  ];
}

/** Two names for one entity would let a rule grant by one what another denies by the other. */
function ofEntities(entities: Json): Problem[] {
  const problems: Problem[] = [];
  // The schema passes over such a key.
  if (Object.hasOwn(entities, '__proto__')) problems.push({ field: 'entities.__proto__', problem: 'is no name' });
  if (Object.keys(entities).length > maxEntities) {
    problems.push({ field: 'entities', problem: `must be ${maxEntities} at the most` });
  }
  const nameOf = new Map<string, string>();
  for (const [name, id] of Object.entries(entities)) {
    if (typeof id !== 'string') continue;
    const other = nameOf.get(compactEntityId(id));
    if (other !== undefined) problems.push({ field: `entities.${name}`, problem: `is the same entity as "${other}"` });
    nameOf.set(compactEntityId(id), other ?? name);
  }
  return problems;
}

function duplicateIds(rules: readonly Json[]): Problem[] {
  const seen = new Set<unknown>();
  return rules.flatMap(({ id }, index) => {
    if (typeof id !== 'string' || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ field: `rules.${index}.id`, problem: `"${id}" is the id of a rule before it` }];
  });
}

function ofRule(field: string, rule: Json, isKnown: (name: string) => boolean, homeEntity: unknown): Problem[] {
  const { when, grant, deny } = rule;
  const granted = texts(grant).map(([, name]) => name);
  const named = (['grant', 'deny'] as const).flatMap((part) =>
    texts(rule[part]).map(([index, name]) => ({ field: `${field}.${part}.${index}`, name })),
  );
  return [
    ...Object.keys(object(when)).flatMap((name) => ofAttribute(`${field}.when.${name}`, name)),
    ...lists.flatMap((name) => ofListMatchers(`${field}.when.${name}`, object(when)[name])),
    ...named.flatMap(({ field, name }) => {
      if (!isKnown(name)) return [{ field, problem: `"${name}" is none of the entities` }];
      return name === homeEntity ? [{ field, problem: `"${name}" is the home entity, which everybody has` }] : [];
    }),
    ...texts(deny)
      .filter(([, name]) => granted.includes(name))
      .map(([index, name]) => ({ field: `${field}.deny.${index}`, problem: `"${name}" is granted by the same rule` })),
  ];
}

/** One other group is enough for `anything-but`, which says the opposite of what whoever writes it will mean. */
function ofListMatchers(field: string, matchers: unknown): Problem[] {
  return list(matchers).flatMap((matcher, index) =>
    Object.hasOwn(object(matcher), 'anything-but')
      ? [
          {
            field: `${field}.${index}`,
            problem: 'matches as soon as any other value is there; let a rule deny instead',
          },
        ]
      : [],
  );
}

function ofAttribute(field: string, name: string): Problem[] {
  const problem = problemOfAttribute(name);
  return problem === undefined ? [] : [{ field, problem }];
}

/** A text, or those of a list, each with its index. */
function texts(value: unknown): (readonly [index: number, text: string])[] {
  return [value].flat().flatMap((one, index) => (typeof one === 'string' ? [[index, one] as const] : []));
}
