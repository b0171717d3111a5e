/**
 * Matches what is said of a person against a pattern, in the language of EventBridge rules: all attributes must match,
 * and any value of a list will do.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import type { Attribute, Person } from '../identity/person.ts';

type Literal = string | number | boolean;

export type Matcher =
  | Literal
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly 'equals-ignore-case': string }
  | { readonly 'anything-but': Literal | readonly Literal[] }
  | { readonly exists: boolean };

export type Pattern = Readonly<Record<string, readonly Matcher[]>>;

/** How a person fares against the matchers of one attribute. */
export interface Finding {
  readonly attribute: string;
  readonly wanted: readonly Matcher[];
  /** What the person has; nothing where the attribute is absent, or an empty list. */
  readonly values: readonly string[];
  readonly matches: boolean;
}

/** One finding for each attribute of the pattern, in its order. */
export function compare(pattern: Pattern, person: Person): readonly Finding[] {
  return Object.entries(pattern).map(([attribute, wanted]) => {
    const values = valuesOf(Object.hasOwn(person, attribute) ? person[attribute] : undefined);
    return { attribute, wanted, values, matches: wanted.some((matcher) => matchesAny(matcher, values)) };
  });
}

/**
 * Whether a value by itself satisfies a matcher that names it, wholly or in part. An é is an é, whether a system writes it
 * as one character or as two: https://unicode.org/reports/tr15/
 *
 * @param matcher as a policy is read: its texts are in NFC
 */
export function names(matcher: Matcher, said: string): boolean {
  const value = said.normalize();
  if (typeof matcher !== 'object') return value === String(matcher);
  if ('prefix' in matcher) return value.startsWith(matcher.prefix);
  if ('suffix' in matcher) return value.endsWith(matcher.suffix);
  if ('equals-ignore-case' in matcher) return value.toLowerCase() === matcher['equals-ignore-case'].toLowerCase();
  return false;
}

/** Nothing but `exists` matches an attribute that is absent: not even `anything-but`. */
function matchesAny(matcher: Matcher, values: readonly string[]): boolean {
  if (typeof matcher === 'object' && 'exists' in matcher) return matcher.exists === values.length > 0;
  if (typeof matcher === 'object' && 'anything-but' in matcher) {
    const excluded = [matcher['anything-but']].flat();
    return values.some((value) => !excluded.some((one) => names(one, value)));
  }
  return values.some((value) => names(matcher, value));
}

/** As text, since one system writes a cost center as a number and another as digits. */
function valuesOf(attribute: Attribute | undefined): readonly string[] {
  return attribute === undefined ? [] : [attribute].flat().map(String);
}
