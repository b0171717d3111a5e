/** Finds matchers that no value of their attribute can satisfy: a denial by such a matcher would never deny. */
import type { Problem } from '../check.ts';
import { personFrom } from '../identity/attributes.ts';
import { list } from '../json.ts';
import { PersonValues } from './comparable-values.ts';
import { type Literal, type Matcher, namesOneOf } from './pattern.ts';
import { matcher as matcherSchema } from './pattern-schema.ts';

/**
 * @param attribute that events can carry
 * @param matchers of any form: malformed ones are skipped here, and reported by the schema
 */
export function impossibleMatches(field: string, attribute: string, matchers: unknown): readonly Problem[] {
  return list(matchers).flatMap((written, index) => {
    const { success, data: matcher } = matcherSchema.safeParse(written);
    const impossible = success ? namedBy(matcher).find((named) => !canMatch(attribute, named)) : undefined;
    if (impossible === undefined) return [];
    const shown = typeof impossible === 'object' ? Object.values<unknown>(impossible).join() : impossible;
    return [
      { field: `${field}.${index}`, problem: `${JSON.stringify(shown)} can never match: ${explain(attribute, shown)}` },
    ];
  });
}

/** The matchers that a value must satisfy, or must not. `exists` names none. */
function namedBy(matcher: Matcher): readonly Matcher[] {
  if (typeof matcher !== 'object') return [matcher];
  if ('exists' in matcher) return [];
  return 'anything-but' in matcher ? [matcher['anything-but']].flat() : [matcher];
}

function canMatch(attribute: string, matcher: Matcher): boolean {
  return candidates(matcher).some((candidate) =>
    namesOneOf(matcher, new PersonValues(personFrom({ [attribute]: candidate })).of(attribute)),
  );
}

/** Values of which at least one satisfies the matcher, if any value of the attribute does. */
function candidates(matcher: Matcher): readonly Literal[] {
  if (typeof matcher !== 'object') return [matcher];
  if ('prefix' in matcher) return ['true', 'false', ...['', 'x', '@x', 'x@x'].map((rest) => matcher.prefix + rest)];
  if ('suffix' in matcher) return ['true', 'false', ...['', 'x', 'x@', 'x@x'].map((rest) => rest + matcher.suffix)];
  return 'equals-ignore-case' in matcher ? [matcher['equals-ignore-case']] : [];
}

function explain(attribute: string, literal: unknown): string {
  if (attribute === 'active') return 'active is true or false';
  if (typeof literal === 'boolean') return `${attribute} is a text; put the value in quotes`;
  if (attribute === 'email' || attribute === 'emails') return `${attribute} holds e-mail addresses`;
  return `no event is read with this value of ${attribute}`;
}
