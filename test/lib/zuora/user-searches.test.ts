import { expect, test } from '@jest/globals';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import { Clock } from '../../clock.ts';

const minute = 60_000;

test('a search goes on where it ended, for a quarter of an hour, and for its own message and user only', () => {
  const clock = new Clock();
  const searches = new UserSearches(clock.now);
  searches.begin('message', 'ada').set('germany', 1);
  clock.advance(15 * minute - 1);
  expect([...searches.begin('message', 'ada')]).toEqual([['germany', 1]]);
  expect([...searches.begin('another', 'ada')]).toEqual([]);
  expect([...searches.begin('message', 'grace')]).toEqual([]);
  clock.advance(1);
  expect([...searches.begin('message', 'ada')]).toEqual([]);
});

test('a search that has ended begins anew', () => {
  const searches = new UserSearches(() => 0);
  searches.begin('message', 'ada').set('germany', 2);
  searches.end('message', 'ada');
  expect([...searches.begin('message', 'ada')]).toEqual([]);
});
