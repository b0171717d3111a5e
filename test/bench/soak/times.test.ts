/** Times in bodies that depend only on the seed. */
import { expect, test } from '@jest/globals';
import { timeAfter, timeBeforeRun, withTimes } from '../../../bench/soak/publications/times.ts';

const now = Date.parse('2026-11-21T09:30:00.000Z');
const begunAt = Date.parse('2026-11-21T09:00:00.000Z');

test('a body is published with the times that it stands for', () => {
  const body = JSON.stringify({ a: timeAfter(30), b: [timeAfter(90)], c: '+30s later' });
  const timed = withTimes(body, { now, begunAt });
  expect(JSON.parse(timed.body)).toEqual({
    ...{ a: '2026-11-21T09:30:30.000Z', b: ['2026-11-21T09:31:30.000Z'], c: '+30s later' },
  });
  expect(timed.latest).toBe(now + 90_000);
});

test('a body without such times stays as it is', () => {
  expect(withTimes('{"a":"+s"', { now, begunAt })).toEqual({ body: '{"a":"+s"', latest: 0 });
});

test('a time before the run is the same in every message, and no end of access', () => {
  const body = JSON.stringify({ a: timeBeforeRun(3600) });
  for (const later of [0, 60_000]) {
    const timed = withTimes(body, { now: now + later, begunAt });
    expect(timed).toEqual({ body: JSON.stringify({ a: '2026-11-21T08:00:00.000Z' }), latest: 0 });
  }
});
