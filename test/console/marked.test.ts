import { expect, test } from '@jest/globals';
import { markedIn } from '../../console/app/marked.ts';

test('nothing marked is not the same as a choice of which nothing is left', () => {
  expect(markedIn(new Set(), ['one', 'two'])).toBeUndefined();
  expect(markedIn(new Set(['gone']), ['one', 'two'])).toEqual([]);
});

test('those of the marked ones that are still there are chosen, in the order of the list', () => {
  expect(markedIn(new Set(['two', 'gone', 'one']), ['one', 'two', 'three'])).toEqual(['one', 'two']);
});
