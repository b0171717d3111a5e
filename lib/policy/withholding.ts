/** Finds the rules of a policy that withhold new access as long as something is unknown. */
import type { Problem } from '../check.ts';
import { collectionAttributes, listAttributes } from '../identity/attribute-names.ts';
import type { Policy, Rule } from './policy.ts';

/** The rules that deny, and do not grant what is unknown. */
export function withholdingRules({ rules }: Pick<Policy, 'rules'>): readonly Rule[] {
  return rules.filter(mayWithhold);
}

/** A warning for each list that a denial asks for: few sources say a list as a whole, so much access may wait. */
export function withholdingListHints({ rules }: Pick<Policy, 'rules'>): readonly Problem[] {
  return rules.flatMap((rule, index) => {
    const lists = mayWithhold(rule) ? listAttributes.filter((name) => Object.hasOwn(rule.when, name)) : [];
    return lists.map((name) => ({ field: `rules.${index}.when.${name}`, problem: problemOf(name, rule) }));
  });
}

function problemOf(name: string, { deny = [] }: Rule): string {
  const until = collectionAttributes.includes(name)
    ? `until a source says the whole list, or that these ${name} are not in it`
    : 'for ever, as no source says the whole list';
  return `new access to ${deny.join(', ')} waits ${until}; with unknown: grant it does not wait`;
}

function mayWithhold({ deny, unknown }: Rule): boolean {
  return deny !== undefined && unknown !== 'grant';
}
