import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { check, describe } from '../../lib/check.ts';

const text = z.string().check(z.minLength(1), z.maxLength(3));

test.each([
  ['is missing', text, undefined],
  ['must be text', text, 7],
  ['must not be empty', text, ''],
  ['must have at most 3 characters', text, 'hunter2'],
  ['must have at least 2 characters', z.string().check(z.minLength(2)), 'a'],
  ['must be a number', z.number(), 'hunter2'],
  ['must be a whole number', z.int(), 1.5],
  ['must be at least 3', z.number().check(z.minimum(3)), 2],
  ['must be at most 3', z.number().check(z.maximum(3)), 4],
  ['must be more than 0', z.number().check(z.gt(0)), 0],
  ['must be less than 3', z.number().check(z.lt(3)), 3],
  ['must have at most 1 entry', z.array(z.string()).check(z.maxLength(1)), ['a', 'b']],
  ['must be a multiple of 5', z.number().check(z.multipleOf(5)), 7],
  ['must be true or false', z.boolean(), 'hunter2'],
  ['must be a list', z.array(z.string()), 'hunter2'],
  ['must not be empty', z.array(z.string()).check(z.minLength(1)), []],
  ['must have at most 2 entries', z.array(z.string()).check(z.maxLength(2)), ['a', 'b', 'c']],
  ['must be an object', z.object({}), 'hunter2'],
  ['must be an object', z.record(z.string(), z.string()), []],
  ['must be "a"', z.literal('a'), 'hunter2'],
  ['must be "a", "b" or "c"', z.enum(['a', 'b', 'c']), 'hunter2'],
  ['has none of the forms that are possible here', z.union([z.number(), z.boolean()]), 'hunter2'],
  ['must be of the type date', z.date(), 'hunter2'],
  ['has a wrong form', z.string().check(z.regex(/^a/)), 'hunter2'],
])('a value that does not fit %s', (expected, schema: z.ZodMiniType, value) => {
  const result = check(schema, value);
  expect(result.success ? 'it fits' : describe(result.problems)).toBe(`(all): ${expected}`);
});
