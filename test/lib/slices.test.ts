import { expect, test } from '@jest/globals';
import { slicesOf } from '../../lib/slices.ts';

test.each([
  [[], []],
  [['a'], [['a']]],
  [['a', 'b', 'c'], [['a', 'b', 'c']]],
  [
    ['a', 'b', 'c', 'd'],
    [['a', 'b', 'c'], ['d']],
  ],
])('%j in slices of three is %j', (items, slices) => {
  expect(slicesOf(items, 3)).toEqual(slices);
});
