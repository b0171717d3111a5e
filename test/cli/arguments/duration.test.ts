import { describe, expect, test } from '@jest/globals';
import { parseDuration, parseVisibilityTimeout } from '../../../cli/arguments/duration.ts';
import { UsageError } from '../../../cli/arguments/usage-error.ts';

describe('a duration', () => {
  test.each([
    ['0s', 0],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
  ])('is written %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', '2', 'h', '-2h', '2.5h', '2w', '2h 5m', '2H'])('is not written %j', (text) => {
    expect(() => parseDuration(text)).toThrow(UsageError);
  });
});

test.each(['9s', '13h', '0s'])('a visibility timeout is not %s', (text) => {
  expect(() => parseVisibilityTimeout(text)).toThrow('from 10s to 12h');
});

test('a visibility timeout may be as short and as long as SQS makes sense of', () => {
  expect([parseVisibilityTimeout('10s'), parseVisibilityTimeout('12h')]).toEqual([10_000, 43_200_000]);
});
