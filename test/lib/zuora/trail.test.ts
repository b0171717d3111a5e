import { expect, test } from '@jest/globals';
import { Trail } from '../../../lib/zuora/trail.ts';

const read = false;
const write = true;

test('one entity has no list of requests', () => {
  const trail = new Trail();
  trail.answerIn('uk', read, 'r-1');
  trail.answerIn('uk', write, 'r-2');
  trail.answerIn('uk', write, undefined);
  expect([trail.requestId, trail.requestIds]).toEqual(['r-2', undefined]);
});

test('several entities keep the request of each: the latest write, else the latest read', () => {
  const trail = new Trail();
  trail.answerIn('uk', read, 'r-1');
  trail.answerIn('uk', read, 'r-2');
  trail.answerIn('japan', write, 'w-1');
  trail.answerIn('japan', write, 'w-2');
  trail.answerIn('japan', read, 'r-3');
  expect([trail.requestId, trail.requestIds]).toEqual(['r-3', { uk: 'r-2', japan: 'w-2' }]);
});
