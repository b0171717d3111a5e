import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { unkeptFacts } from '../../../operator/policy/unkept-facts.ts';

const asking = (...patterns: object[]) =>
  policy({ rules: patterns.map((when, index) => ({ id: `r${index}`, when, grant: ['japan'] })) });
const unkept = (kept: object, other: object) => {
  const { attributes, members } = unkeptFacts(asking(kept), asking(other));
  return { attributes, ...Object.fromEntries(members) };
};

test('attributes that only the other policy names are not kept', () => {
  expect(unkept({ department: ['a'], country: ['DE'] }, { department: ['b'], costCenter: ['1'] })).toEqual({
    attributes: ['costCenter'],
  });
});

test.each(['id', 'externalId', 'employeeNumber', 'userName', 'email', 'active'])('every stage keeps %s', (name) => {
  const value = name === 'email' ? 'ada@example.com' : name === 'active' ? true : 'a';
  expect(unkept({ department: ['a'] }, { [name]: [value] })).toEqual({ attributes: [] });
});

test.each<[kept: unknown, asked: unknown, isKept: boolean]>([
  ['a', 'a', true],
  ['a', 'b', false],
  [{ prefix: 'ab' }, 'abc', true],
  [{ prefix: 'ab' }, { prefix: 'abc' }, true],
  [{ prefix: 'ab' }, { prefix: 'a' }, false],
  [{ prefix: 'ab' }, { suffix: 'ab' }, false],
  ['abc', { prefix: 'abc' }, false],
  [{ suffix: 'bc' }, 'abc', true],
  [{ suffix: 'bc' }, { suffix: 'abc' }, true],
  [{ 'equals-ignore-case': 'ABC' }, 'aBc', true],
  [{ 'equals-ignore-case': 'ABC' }, { 'equals-ignore-case': 'abc' }, true],
  ['abc', { 'equals-ignore-case': 'abc' }, false],
  [{ exists: false }, { exists: true }, true],
  [{ exists: true }, 'a', false],
  ['a', { exists: true }, false],
])('of the groups, a stage that asks for %j keeps what %j asks for: %s', (kept, asked, isKept) => {
  expect(unkept({ groups: [kept] }, { groups: [asked] })).toEqual({
    attributes: [],
    ...(!isKept && { groups: [asked] }),
  });
});
