import { expect, test } from '@jest/globals';
import { BadEvent, OutOfTime, ServiceError } from '../../lib/errors.ts';

test('an error is named for its situation, and says why in a word and in a sentence', () => {
  expect(new BadEvent('not-json', 'The body is not JSON.')).toMatchObject({
    name: 'BadEvent',
    reason: 'not-json',
    message: 'The body is not JSON.',
  });
  expect(new OutOfTime()).toMatchObject({
    name: 'OutOfTime',
    reason: 'out-of-time',
    message: 'The invocation has too little time left for another call; it was not made.',
  });
});

test('a sentence has 1,000 characters at most', () => {
  expect(new ServiceError('reason', 'x'.repeat(1001)).message).toBe('x'.repeat(1000));
});
