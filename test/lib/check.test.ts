import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { check, describe } from '../../lib/check.ts';

const schema = z.strictObject({ name: z.string(), targets: z.array(z.strictObject({ id: z.number() })) });

test('what fits comes back', () => {
  const value = { name: 'Ada', targets: [{ id: 1 }] };
  expect(check(schema, value)).toEqual({ success: true, data: value });
});

test('every problem is told with the path of its field, in English, and none of the value', () => {
  const result = check(schema, { targets: [{ id: 'hunter2' }], colour: 'hunter2', shape: 1 });
  if (result.success) throw new Error('it does not fit');
  expect(result.problems.map(({ field }) => field).sort()).toEqual(['colour', 'name', 'shape', 'targets.0.id']);
  expect(describe(result.problems)).toContain('colour: is not a known field; shape: is not a known field');
  expect(describe(result.problems)).toContain('name: is missing');
  expect(describe(result.problems)).toContain('targets.0.id: must be a number');
  expect(describe(result.problems)).not.toContain('hunter2');
});

test('a key that is wrong is told in the words of its own schema', () => {
  const ages = z.record(z.string().check(z.minLength(2, { error: 'is too short' })), z.number());
  expect(check(ages, { a: 1 })).toEqual({ success: false, problems: [{ field: 'a', problem: 'is too short' }] });
});

test('a value that is wrong as a whole has its problem at (all)', () => {
  expect(check(schema, undefined)).toMatchObject({ success: false, problems: [{ field: '(all)' }] });
});

test('what must be one value is told, where it is missing too', () => {
  const version = z.object({ version: z.literal('1.0') });
  expect(check(version, {})).toEqual({
    success: false,
    problems: [{ field: 'version', problem: 'must be "1.0"' }],
  });
});
