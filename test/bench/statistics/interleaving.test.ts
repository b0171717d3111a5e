import { expect, test } from '@jest/globals';
import { interleaved } from '../../../bench/statistics/interleaving.ts';

const names = ['one', 'two', 'three'];

test('each has one turn a round', () => {
  for (const round of interleaved(names, 7)) expect(round.toSorted()).toEqual(names.toSorted());
  expect(interleaved(names, 7)).toHaveLength(7);
});

test('none always follows the same other one', () => {
  const before = interleaved(names, 6).map((round) => round[round.indexOf('two') - 1]);
  expect(new Set(before)).toEqual(new Set(['one', 'three', undefined]));
});

test('nobody has no turns', () => {
  expect(interleaved([], 2)).toEqual([[], []]);
});
