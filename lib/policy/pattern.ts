/**
 * Matches a person against a pattern in the language of EventBridge rules: every attribute must match, by any of its
 * values.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import type { Person } from '../identity/person.ts';
import { comparableText } from './comparable-text.ts';

export type Literal = string | number | boolean;

export type Matcher =
  | Literal
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly 'equals-ignore-case': string }
  | { readonly 'anything-but': Literal | readonly Literal[] }
  | { readonly exists: boolean };

export type Pattern = Readonly<Record<string, readonly Matcher[]>>;

/** How a person compares with the matchers of one attribute. */
export interface AttributeFinding {
  readonly attribute: string;
  readonly wanted: readonly Matcher[];
  /** The person's values; none if the attribute is absent or an empty list. */
  readonly values: readonly string[];
  readonly matches: boolean;
}

/** One finding for each attribute of the pattern, in its order. */
export function matchPattern(pattern: Pattern, person: Person): readonly AttributeFinding[] {
  return Object.entries(pattern).map(([attribute, wanted]) => {
    const values = attributeValues(Object.hasOwn(person, attribute) ? person[attribute] : undefined);
    const comparable = values.map(comparableText);
    return { attribute, wanted, values, matches: wanted.some((matcher) => matchesAny(matcher, comparable)) };
  });
}

/**
 * Whether a matcher names this value, as a whole or by a part of it. `exists` and `anything-but` name no value.
 *
 * @param matcher of a policy that was read, so its texts are in comparable form
 * @param value in comparable form
 */
export function matchesValue(matcher: Matcher, value: string): boolean {
  if (typeof matcher !== 'object') return value === String(matcher);
  if ('prefix' in matcher) return value.startsWith(matcher.prefix);
  if ('suffix' in matcher) return value.endsWith(matcher.suffix);
  if ('equals-ignore-case' in matcher) return value.toLowerCase() === matcher['equals-ignore-case'].toLowerCase();
  return false;
}

/** Only `exists` matches an absent attribute; `anything-but` does not. */
function matchesAny(matcher: Matcher, values: readonly string[]): boolean {
  if (typeof matcher === 'object' && 'exists' in matcher) return matcher.exists === values.length > 0;
  if (typeof matcher === 'object' && 'anything-but' in matcher) {
    const excluded = [matcher['anything-but']].flat();
    return values.some((value) => !excluded.some((one) => matchesValue(one, value)));
  }
  return values.some((value) => matchesValue(matcher, value));
}

/** As texts: one system writes a cost center as a number, another as digits. */
export function attributeValues(attribute: Person[string] | undefined): readonly string[] {
  return attribute === undefined || typeof attribute === 'symbol' ? [] : [attribute].flat().map(String);
}
