/** Times after the publication. */
import { expect, test } from '@jest/globals';
import { timeAfter, withTimes } from '../../../bench/soak/publications/expiry.ts';

const now = Date.parse('2026-11-21T09:30:00.000Z');

test('a body is published with the times that it stands for', () => {
  const body = JSON.stringify({ a: timeAfter(30), b: [timeAfter(90)], c: '+30s later' });
  const timed = withTimes(body, now);
  expect(JSON.parse(timed.body)).toEqual({
    ...{ a: '2026-11-21T09:30:30.000Z', b: ['2026-11-21T09:31:30.000Z'], c: '+30s later' },
  });
  expect(timed.latest).toBe(now + 90_000);
});

test('a body without such times stays as it is', () => {
  expect(withTimes('{"a":"+s"', now)).toEqual({ body: '{"a":"+s"', latest: 0 });
});
