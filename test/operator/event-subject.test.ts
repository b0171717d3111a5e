import { expect, test } from '@jest/globals';
import { describeEntities } from '../../operator/event-subject.ts';

const same = (id: string) => id;

test.each([
  [[], undefined],
  [['a'], 'a'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
])('the entities %j are named in one line', (ids, expected) => {
  expect(describeEntities(ids, same)).toBe(expected);
});
