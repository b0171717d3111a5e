/** Says in plain English what a value must be, and never what it is: it may be a secret. */
import type * as z from 'zod/mini';

type Issue = z.core.$ZodRawIssue;

/** By zod's name of a type. */
const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** What is counted in a value of a type. A number is no count. */
const counted: Readonly<Record<string, { readonly one: string; readonly many: string }>> = {
  string: { one: 'character', many: 'characters' },
  array: { one: 'entry', many: 'entries' },
};

/** The text of a problem for which the schema has none. */
export function problemText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${types[issue.expected] ?? `of the type ${issue.expected}`}`;
    case 'invalid_value':
      return `must be ${orList(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_small':
      return issue.minimum === 1 && issue.origin in counted
        ? 'must not be empty'
        : bound(issue.inclusive === false ? 'more than' : 'at least', issue.origin, issue.minimum);
    case 'too_big':
      return bound(issue.inclusive === false ? 'less than' : 'at most', issue.origin, issue.maximum);
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'has none of the forms that are possible here';
    default:
      return 'has a wrong form';
  }
}

function bound(limit: string, origin: string, count: number | bigint): string {
  const what = Number(count) === 1 ? counted[origin]?.one : counted[origin]?.many;
  return what === undefined ? `must be ${limit} ${count}` : `must have ${limit} ${count} ${what}`;
}

function orList(values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  return values.length > 1 ? `${values.slice(0, -1).join(', ')} or ${last}` : last;
}
