import { expect, test } from '@jest/globals';
import { durations, inWords } from '../../infrastructure/durations.ts';
import { durations as settings } from '../../lib/settings.ts';

/** Reads parameters that are all a minute, but for those given. */
function read(given: Record<string, unknown>) {
  const parameters: Record<string, unknown> = {
    ...Object.fromEntries(Object.keys(settings).map((name) => [`param:${name}`, 60])),
    ...given,
  };
  return durations({ resolveVariable: async (name) => parameters[name] });
}

test('a duration is given in seconds, by --param as text, and read as milliseconds', async () => {
  expect(await read({ 'param:retryBase': 0.5, 'param:retryCap': '900' })).toMatchObject({
    margin: 60_000,
    retryBase: 500,
    retryCap: 900_000,
  });
});

test('every duration that is malformed is named', async () => {
  const refusal = expect(read({ 'param:retryBase': '5s', 'param:margin': 0 })).rejects;
  await refusal.toThrow('- margin: must be a number of seconds above 0');
  await refusal.toThrow('- retryBase: must be a number of seconds above 0');
});

test.each([
  [500, '0.5 seconds'],
  [1000, '1 second'],
  [90_000, '90 seconds'],
  [720_000, '12 minutes'],
  [3_600_000, '1 hour'],
  [43_200_000, '12 hours'],
  [345_600_000, '4 days'],
])('%d milliseconds are told as %s', (duration, words) => {
  expect(inWords(duration)).toBe(words);
});
