/** What is remembered of the messages of sources. */
import { describe, expect, test } from '@jest/globals';
import {
  longestGapOf,
  maxSources,
  type SourceTraffic,
  sourceName,
  withArrival,
} from '../../../lib/traffic/source-traffic.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.parse('2026-11-02T09:00:00Z');

/** Arrivals of one source, so many milliseconds after the start. */
function arrivals(...after: readonly number[]): readonly SourceTraffic[] {
  return after.reduce<readonly SourceTraffic[]>((traffic, one) => withArrival(traffic, ['okta'], start + one), []);
}

const days = (count: number, every = day) => Array.from({ length: count }, (_, index) => index * every);

test.each<[what: string, after: readonly number[], firstAt: number, lastAt: number, longestGap: number]>([
  ['the first message has no gap', [0], 0, 0, 0],
  ['a message within ten minutes is not noted', [0, 10 * minute - 1], 0, 0, 0],
  ['one after ten minutes is', [0, 10 * minute], 0, 10 * minute, 10 * minute],
  ['the longest gap of a week counts', [0, day, 3 * day, 4 * day], 0, 4 * day, 2 * day],
  [
    'the longest gap of the last weeks counts',
    [0, 3 * day, ...days(20).map((one) => 4 * day + one)],
    0,
    23 * day,
    3 * day,
  ],
  [
    'a gap of more than five weeks ago counts no more',
    [0, 3 * day, ...days(40).map((one) => 4 * day + one)],
    0,
    43 * day,
    day,
  ],
  ['a message from before the newest one changes nothing', [day, 2 * day, 0, day], day, 2 * day, day],
  ['a source that was forgotten begins anew', [0, 60 * day], 60 * day, 60 * day, 0],
  ['a source that is almost forgotten goes on', [0, 60 * day - 1], 0, 60 * day - 1, 60 * day - 1],
])('%s', (_, after, firstAt, lastAt, longestGap) => {
  const [traffic, ...others] = arrivals(...after);
  expect(others).toEqual([]);
  expect(traffic).toMatchObject({ name: 'okta', firstAt: start + firstAt, lastAt: start + lastAt });
  expect(traffic && longestGapOf(traffic)).toBe(longestGap);
});

test('at most five weeks are kept', () => {
  expect(arrivals(...days(100))[0]?.longestGaps.size).toBe(5);
});

test.each([0, -day, 10 * minute - 1])('nothing to note leaves the traffic as it is: %d ms later', (later) => {
  const before = arrivals(0);
  expect(withArrival(before, ['okta'], start + later)).toBe(before);
});

test('each source has a traffic of its own', () => {
  const both = withArrival(arrivals(0), ['okta', 'workday'], start + day);
  expect(both.map(({ name, firstAt }) => [name, firstAt - start]).toSorted()).toEqual([
    ['okta', 0],
    ['workday', day],
  ]);
});

test('a source that was switched off goes with the next message of another', () => {
  const names = (at: number) => withArrival(arrivals(0), ['workday'], start + at).map(({ name }) => name);
  expect(names(60 * day - 1)).toEqual(['workday', 'okta']);
  expect(names(60 * day)).toEqual(['workday']);
});

describe('of too many sources', () => {
  const many = (count: number, at: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => index).reduce<readonly SourceTraffic[]>(
      (traffic, index) => withArrival(traffic, [`plain ${index}`], start + at(index)),
      [],
    );

  test('the oldest goes', () => {
    const traffic = many(maxSources + 1, (index) => index * day * 0.5);
    expect(traffic).toHaveLength(maxSources);
    expect(traffic.map(({ name }) => name)).not.toContain('plain 0');
    expect(traffic.map(({ name }) => name)).toContain(`plain ${maxSources}`);
  });

  test('one whose usual traffic is known stays, though it is the oldest', () => {
    const names = Array.from({ length: maxSources + 1 }, (_, index) => `plain ${index}`);
    const traffic = names.reduce(
      (known, name, index) => withArrival(known, [name], start + (16 + index / 4) * day),
      arrivals(0, 15 * day),
    );
    expect(traffic).toHaveLength(maxSources);
    expect(traffic.map(({ name }) => name)).toContain('okta');
    expect(traffic.map(({ name }) => name)).not.toContain('plain 0');
  });

  test('a new one at once with all others is not noted, so that many names cost no write each', () => {
    const full = many(maxSources, (index) => index);
    expect(withArrival(full, ['plain one more'], start + minute)).toBe(full);
    expect(withArrival(full, ['plain one more'], start + 10 * minute)).toHaveLength(maxSources);
    expect(withArrival(full, ['plain one more'], start + 10 * minute)).toContainEqual(
      expect.objectContaining({ name: 'plain one more' }),
    );
  });
});

test('a publisher is told apart, and a long name is cut', () => {
  expect(sourceName('okta', undefined)).toBe('okta');
  expect(sourceName('plain', 'https://hr.example.com')).toBe('plain https://hr.example.com');
  expect(sourceName('plain', 'x'.repeat(1000))).toHaveLength(200);
});
