/**
 * Matches a person against a pattern in the language of EventBridge rules: every attribute must match, by any of its
 * values.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import type { ComparableValues, PersonValues } from './comparable-values.ts';

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
export function matchPattern(pattern: Pattern, person: PersonValues): readonly AttributeFinding[] {
  return Object.entries(pattern).map(([attribute, wanted]) => {
    const values = person.of(attribute);
    const matches = wanted.some((matcher) => matchesAny(matcher, values));
    return { attribute, wanted, values: values.written, matches };
  });
}

/**
 * Whether a matcher names one of the values, as a whole or by a part of it. `exists` and `anything-but` name no value.
 *
 * @param matcher of a policy that was read, so its texts are in comparable form
 */
export function namesOneOf(matcher: Matcher, values: ComparableValues): boolean {
  if (typeof matcher !== 'object') return values.has(String(matcher));
  if ('prefix' in matcher) return values.texts.some((text) => text.startsWith(matcher.prefix));
  if ('suffix' in matcher) return values.texts.some((text) => text.endsWith(matcher.suffix));
  return 'equals-ignore-case' in matcher && values.hasInAnyCase(matcher['equals-ignore-case']);
}

/**
 * Whether no value that may still become known can match. Only a text names all that it matches.
 *
 * @param matcher that matches no known value of the list
 * @param absent what is known not to be in the list
 * @param hasValues whether any value of the list is known
 */
export function isRuledOut(matcher: Matcher, absent: ComparableValues, hasValues: boolean): boolean {
  if (typeof matcher !== 'object') return absent.has(String(matcher));
  return 'exists' in matcher && !matcher.exists && hasValues;
}

/** Only `exists` matches an absent attribute; `anything-but` does not. */
function matchesAny(matcher: Matcher, values: ComparableValues): boolean {
  if (typeof matcher === 'object' && 'exists' in matcher) return matcher.exists === values.texts.length > 0;
  if (typeof matcher === 'object' && 'anything-but' in matcher) {
    const excluded = new Set([matcher['anything-but']].flat().map(String));
    return values.texts.some((text) => !excluded.has(text));
  }
  return namesOneOf(matcher, values);
}
