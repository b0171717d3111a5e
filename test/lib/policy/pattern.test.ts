import { expect, test } from '@jest/globals';
import type { Attribute } from '../../../lib/identity/person.ts';
import { PersonValues } from '../../../lib/policy/comparable-values.ts';
import { type Matcher, matchPattern } from '../../../lib/policy/pattern.ts';

const absent = undefined;

test.each<[wanted: Matcher[], has: Attribute | undefined, matches: boolean]>([
  [['Billing'], 'Billing', true],
  [['Billing'], 'billing', false],
  [['Billing'], absent, false],
  [['Sales', 'Billing'], 'Billing', true],
  [['Billing'], ['Sales', 'Billing'], true],
  [['Billing'], [], false],
  // Systems write numbers and truth values as such or as texts.
  [[4711], '4711', true],
  [['4711'], 4711, true],
  [[true], true, true],
  [['true'], true, true],
  [[false], true, false],
  [[{ prefix: 'Fin' }], 'Finance', true],
  [[{ prefix: 'Fin' }], 'Refining', false],
  [[{ prefix: 'Fin' }], ['Sales', 'Finance'], true],
  [[{ prefix: 'Fin' }], absent, false],
  [[{ suffix: '-admins' }], 'zuora-admins', true],
  [[{ suffix: '-admins' }], 'zuora-admins-2', false],
  [[{ 'equals-ignore-case': 'billing' }], 'BILLING', true],
  [[{ 'equals-ignore-case': 'BILLING' }], 'billings', false],
  [[{ 'anything-but': 'Sales' }], 'Billing', true],
  [[{ 'anything-but': 'Sales' }], 'Sales', false],
  [[{ 'anything-but': ['Sales', 'Billing'] }], 'Billing', false],
  [[{ 'anything-but': 1 }], '1', false],
  [[{ 'anything-but': 'Sales' }], absent, false],
  [[{ 'anything-but': 'Sales' }], ['Sales', 'Billing'], true],
  [[{ 'anything-but': 'Sales' }], ['Sales'], false],
  [[{ exists: true }], 'Billing', true],
  [[{ exists: true }], false, true],
  [[{ exists: true }], absent, false],
  [[{ exists: true }], [], false],
  [[{ exists: false }], absent, true],
  [[{ exists: false }], [], true],
  [[{ exists: false }], 'Billing', false],
  [[{ exists: false }, 'Billing'], 'Billing', true],
])('%j of %j: %s', (wanted, has, matches) => {
  const person = has === undefined ? {} : { department: has };
  expect(matchPattern({ department: wanted }, new PersonValues(person))).toMatchObject([
    { attribute: 'department', matches },
  ]);
});

test('every attribute has a finding with its matchers and the person’s values', () => {
  expect(
    matchPattern(
      { department: ['Billing'], groups: ['a'], country: ['DE'] },
      new PersonValues({ department: 'Billing', groups: ['b', 'c'] }),
    ),
  ).toEqual([
    { attribute: 'department', wanted: ['Billing'], values: ['Billing'], matches: true },
    { attribute: 'groups', wanted: ['a'], values: ['b', 'c'], matches: false },
    { attribute: 'country', wanted: ['DE'], values: [], matches: false },
  ]);
});

test('inherited properties of objects are not attributes', () => {
  const pattern = { constructor: [{ exists: true }], toString: [{ exists: true }] };
  expect(matchPattern(pattern, new PersonValues({})).map(({ matches }) => matches)).toEqual([false, false]);
});
