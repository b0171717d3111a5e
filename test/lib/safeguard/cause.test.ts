/** Why access changes, in the words of an operator. */
import { expect, test } from '@jest/globals';
import { causesOf } from '../../../lib/safeguard/cause.ts';
import type { Effect } from '../../../lib/safeguard/effect.ts';

const contradictedBy = new Map([['billing', ['department', 'country']]]);
const wordsOf = (effects: readonly Effect[], changes: object = {}) =>
  causesOf(effects, { source: 'okta', groups: [], contradictedBy, ...changes }).map(({ words }) => words);
const end = (...behind: string[]): Effect => ({ kind: 'end', entityId: 'a', behind });

test('an end is caused by its rules, each with the attributes that contradict it, and by the source', () => {
  expect(wordsOf([end('billing'), end('other', 'billing')])).toEqual([
    'rule billing by country, department',
    'rule other',
    'source okta',
  ]);
});

test('a change of a group is caused by the group too', () => {
  expect(wordsOf([end('r')], { groups: ['zuora-b', 'zuora-a', 'zuora-b'] })).toEqual([
    ...['rule r', 'group zuora-a', 'group zuora-b', 'source okta'],
  ]);
});

test('what a policy changes that is applied is caused by the policy before all else', () => {
  expect(wordsOf([end('r')], { groups: ['g'], appliedPolicy: '0123456789abcdef' })).toEqual([
    ...['policy 0123456789', 'rule r', 'group g', 'source okta'],
  ]);
});

test('a leaving is caused by the source alone; without an event by those that the person has left', () => {
  const leaving: Effect = { kind: 'leaving', behind: ['okta', 'workday'] };
  expect(wordsOf([leaving])).toEqual(['source okta']);
  expect(wordsOf([leaving], { source: undefined })).toEqual(['source okta', 'source workday']);
  expect(wordsOf([{ ...leaving, kind: 'suspension' }], { source: undefined })).toHaveLength(2);
  expect(wordsOf([end('billing')], { source: undefined })).toEqual(['rule billing by country, department']);
});

test('many rules and groups are counted by some of them, always the same', () => {
  const names = Array.from({ length: 30 }, (_, index) => `n${index}`);
  const one = wordsOf([end(...names)], { groups: names });
  expect(one).toHaveLength(20 + 8 + 1);
  expect(wordsOf([end(...names.toReversed())], { groups: names.toReversed() })).toEqual(one);
});

test('causes of other words have other ids', () => {
  const ids = causesOf([end('r', 's')], { source: 'r', groups: ['r'], contradictedBy }).map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
  expect(ids.every((id) => /^[0-9a-f]{10}$/.test(id))).toBe(true);
});
