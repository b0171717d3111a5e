import { expect, test } from '@jest/globals';
import { shown } from '../../console/answers.ts';
import { digestOf, shownLetters } from '../../console/dead-letters/shown-letters.ts';

const letter = (messageId: string, { queue = 'access', reason = 'rejected' } = {}) => ({ messageId, queue, reason });
const group = [letter('a'), letter('b')];
const known = [letter('stale', { reason: 'stale' }), letter('b'), letter('elsewhere', { queue: 'other' }), letter('a')];
const choice = { queue: 'access', reasons: ['rejected'] };

test('a group is known again in any order, among others', () => {
  expect(shownLetters(known, { ...choice, all: digestOf(group) })).toEqual(new Set(['a', 'b']));
  expect(shownLetters(known, { all: digestOf(known) })?.size).toBe(4);
});

test.each([
  ['another letter', [letter('a'), letter('c')], 'it has 2 letters now'],
  ['one letter more', [...group, letter('c')], 'it has 3 letters now'],
  ['one letter less', [letter('a')], 'it has 1 letter now'],
  ['no letter', [], 'it has 0 letters now'],
])('a group with %s is another one', (_, now, words) => {
  expect(() => shownLetters(now, { ...choice, all: digestOf(group) })).toThrow(words);
});

test('a group is known again by the reason that the page shows, though it is another text', () => {
  const hidden = [letter('a', { reason: 'bad\u202Ereason' }), letter('b', { reason: 'bad\u202Ereason' })];
  const alike = letter('c', { reason: 'bad\u202Dreason' });
  const { reason } = shown({ reason: hidden[0]?.reason ?? '' });
  const ofPage = { queue: 'access', reasons: [reason] };
  expect(shownLetters([...hidden, alike], { ...ofPage, all: digestOf(hidden) })).toEqual(new Set(['a', 'b']));
  expect(shownLetters([...hidden, alike], { ...ofPage, ids: ['a', 'c'] })).toEqual(new Set(['a', 'c']));
});

test('a choice by IDs takes no letter that is known to have another reason', () => {
  expect(shownLetters(known, { ...choice, ids: ['a', 'stale', 'unknown'] })).toEqual(new Set(['a', 'unknown']));
});

test('a choice without IDs is about no group', () => {
  expect(shownLetters(known, choice)).toBeUndefined();
});
