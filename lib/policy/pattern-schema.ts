/** The form of a rule's pattern. Its texts are brought to the form in which they are compared with values of events. */
import * as z from 'zod/mini';
import { comparablePrefix, comparableSuffix, comparableText } from './comparable-text.ts';
import { mustBe } from './schema-errors.ts';

const attributeError = mustBe('the name of an attribute, of at most 128 characters');

export const attribute = z
  .string(attributeError)
  .check(z.minLength(1, attributeError), z.maxLength(128, attributeError));

function textIn(form: (text: string) => string) {
  return z.string().check(z.overwrite(form), z.minLength(1, { error: 'must not be empty' }), z.maxLength(1024));
}

const patternText = textIn(comparableText);
const literal = z.union([patternText, z.number(), z.boolean()]);

const matcherForms =
  'a text, a number, true, false, or one of { prefix: … }, { suffix: … }, { equals-ignore-case: … }, { anything-but: … }, { exists: … }';

export const matcher = z.union(
  [
    literal,
    z.strictObject({ prefix: textIn(comparablePrefix) }),
    z.strictObject({ suffix: textIn(comparableSuffix) }),
    z.strictObject({ 'equals-ignore-case': patternText }),
    z.strictObject({ 'anything-but': z.union([literal, z.array(literal).check(z.minLength(1))]) }),
    z.strictObject({ exists: z.boolean() }),
  ],
  { error: `must be ${matcherForms}` },
);

export const when = z
  .record(
    attribute,
    z
      .array(matcher, { error: 'must be a list, as in [Billing]' })
      .check(z.minLength(1, { error: 'must name at least one value' })),
    mustBe('attributes with values, as in { department: [Billing] }'),
  )
  .check(
    z.refine((pattern) => Object.keys(pattern).length > 0, {
      error: 'must name at least one attribute; { userName: [{ exists: true }] } matches everybody',
    }),
  );
