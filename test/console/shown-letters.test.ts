import { expect, test } from '@jest/globals';
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

test('a choice by IDs is about no group', () => {
  expect(shownLetters(known, choice)).toBeUndefined();
});
