import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  delayAfter as delayOf,
  isAskedFor,
  isCounted,
  isExhausted,
  type RetryCause,
} from '../../../lib/delivery/schedule.ts';
import { settings as example } from '../../factories.ts';

const settings = example();
const delayAfter = (cause: RetryCause, attempts: number, receives: number, random: number, now = 0) =>
  delayOf(cause, attempts, { age: { sentAt: 0, firstReceivedAt: 0, receives }, settings, now, random });
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const attempts = fc.integer({ min: 1, max: 5000 });
const receives = fc.integer({ min: 1, max: 1000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const wait = fc.double({ min: 0, max: 1e12, noNaN: true });
const causes: fc.Arbitrary<RetryCause> = fc.oneof(
  fc.constant<RetryCause>({ kind: 'back-off' }),
  fc.constant<RetryCause>({ kind: 'unanswered' }),
  fc.constant<RetryCause>({ kind: 'deferred' }),
  fc.record({ kind: fc.constant<'throttled'>('throttled'), milliseconds: fc.option(wait, { nil: undefined }) }),
  fc.record({ kind: fc.constant<'credentials'>('credentials'), milliseconds: fc.integer({ min: 0, max: minute }) }),
  fc.record({ kind: fc.constant<'busy'>('busy'), milliseconds: fc.integer({ min: -second, max: 250 * second }) }),
);

describe('the delay', () => {
  test.each([
    [1, 2.5, 5],
    [2, 5, 10],
    [5, 40, 80],
    [9, 450, 900],
    [2000, 450, 900],
  ])('after %i failed attempts lies between %f and %f seconds, half fixed and half random', (count, low, high) => {
    expect(delayAfter({ kind: 'back-off' }, count, 1, 0)).toBe(low * second);
    expect(delayAfter({ kind: 'back-off' }, count, 1, 1 - 2 ** -50)).toBeCloseTo(high * second, 3);
  });

  test('as an example: the second 429 with Retry-After 120 waits for 120 to 150 seconds', () => {
    const cause: RetryCause = { kind: 'throttled', milliseconds: 120 * second };
    expect([0, 0.5].map((chance) => delayAfter(cause, 2, 2, chance))).toEqual([120 * second, 135 * second]);
  });

  test('is at most an hour and the spread after an attempt, and never longer than a visibility timeout may be', () => {
    fc.assert(
      fc.property(causes, attempts, receives, random, (cause, failed, received, chance) => {
        const delay = delayAfter(cause, failed, received, chance);
        expect(delay).toBeGreaterThan(0);
        expect(delay).toBeLessThanOrEqual(isCounted(cause) ? hour + 30 * second : 11 * hour + 30 * second);
      }),
    );
  });

  test('still differs from message to message when Zuora asks for longer than an hour', () => {
    const cause: RetryCause = { kind: 'throttled', milliseconds: 41_000 * second };
    expect([0, 0.5].map((chance) => delayAfter(cause, 1, 1, chance))).toEqual([hour, hour + 15 * second]);
  });

  test('is not shorter than what Zuora asks for, up to an hour', () => {
    fc.assert(
      fc.property(wait, attempts, random, (milliseconds, failed, chance) => {
        const delay = delayAfter({ kind: 'throttled', milliseconds }, failed, 1, chance);
        expect(delay).toBeGreaterThanOrEqual(Math.min(hour, milliseconds));
        expect(delay).toBeLessThanOrEqual(Math.max(15 * minute, milliseconds) + 30 * second);
      }),
    );
  });

  test('is the exponential one where Zuora names no wait', () => {
    fc.assert(
      fc.property(attempts, random, (failed, chance) => {
        const throttled = delayAfter({ kind: 'throttled', milliseconds: undefined }, failed, 1, chance);
        expect(throttled).toBe(delayAfter({ kind: 'back-off' }, failed, 1, chance));
      }),
    );
  });

  test('after an unanswered write outlasts the time that Zuora may go on working', () => {
    fc.assert(
      fc.property(attempts, random, (failed, chance) => {
        const delay = delayAfter({ kind: 'unanswered' }, failed, 1, chance);
        expect(delay).toBeGreaterThanOrEqual(130 * second);
        expect(delay).toBeLessThanOrEqual(15 * minute);
      }),
    );
  });

  test('of what another delivery holds lasts until that lets go, and at least a second', () => {
    const busy = (milliseconds: number) => delayAfter({ kind: 'busy', milliseconds }, 0, 1, 0);
    expect([busy(250 * second), busy(0), busy(-1)]).toEqual([250 * second, second, second]);
  });

  test('of what was not started is 1 to 30 seconds, and doubles with every four receives beyond the twentieth', () => {
    const deferred = (received: number, chance: number) => delayAfter({ kind: 'deferred' }, 0, received, chance);
    expect([deferred(1, 0), deferred(20, 0)]).toEqual([second, second]);
    expect(deferred(20, 0.999)).toBeLessThan(30 * second);
    expect([24, 28, 40].map((received) => deferred(received, 0) / minute)).toEqual([1, 2, 16]);
  });

  test('of what was not started leaves receives for all the time that is left, once those run short', () => {
    const atReceive = (received: number) => delayAfter({ kind: 'deferred' }, 0, received, 0, 42 * hour);
    expect([70, 80].map((received) => atReceive(received) / hour)).toEqual([1, 1.5]);
  });

  test('of what waits for credentials outlasts their rejection', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), random, (received, chance) => {
        const delay = delayAfter({ kind: 'credentials', milliseconds: 45 * second }, 1, received, chance);
        expect(delay).toBeGreaterThanOrEqual(45 * second);
        expect(delay).toBeLessThanOrEqual(75 * second);
      }),
    );
  });

  test('a hundred receives outlast the three days that a message may wait for credentials', () => {
    const cause: RetryCause = { kind: 'credentials', milliseconds: 30 * second };
    let now = 0;
    for (let received = 1; received < 100; received += 1) now += delayAfter(cause, 0, received, 0, now);
    expect(now).toBeGreaterThanOrEqual(72 * hour);
  });
});

test.each<[RetryCause, number]>([
  [{ kind: 'unanswered' }, 130 + 15],
  [{ kind: 'credentials', milliseconds: 45_000 }, 45 + 15],
  [{ kind: 'throttled', milliseconds: 120_000 }, 120 + 15],
  [{ kind: 'deferred' }, 1 + 14.5],
])('half of the spread is added to %j at an even chance', (cause, seconds) => {
  expect(delayAfter(cause, 1, 1, 0.5)).toBe(seconds * second);
});

test('only an attempt that Zuora heard of, or may have, counts', () => {
  const counted: RetryCause[] = [{ kind: 'back-off' }, { kind: 'throttled', milliseconds: 1 }, { kind: 'unanswered' }];
  const others: RetryCause[] = [
    { kind: 'credentials', milliseconds: 1 },
    { kind: 'deferred' },
    { kind: 'busy', milliseconds: 1 },
  ];
  expect([...counted, ...others].map(isCounted)).toEqual([true, true, true, false, false, false]);
});

describe('a retry comes too late', () => {
  const context = (firstReceivedAt: number, sentAt = 0) => ({
    ...{ age: { firstReceivedAt, sentAt, receives: 1 }, settings, now: 0, random: 0 },
  });
  /** As many as the twelve hours hold, with the longest delay twice between any two. */
  const attempts = 24;
  const exhausted = (cause: RetryCause, dueAt: number, firstReceivedAt: number, sentAt: number) =>
    isExhausted(cause, dueAt, { attempts, waited: 0 }, context(firstReceivedAt, sentAt));

  test('more than twelve hours after the first receipt, however long the message lay before', () => {
    expect(exhausted({ kind: 'back-off' }, 60 * hour, 48 * hour, 0)).toBe(false);
    expect(exhausted({ kind: 'back-off' }, 60 * hour + 1, 48 * hour, 0)).toBe(true);
  });

  test('only after twenty-four attempts: a message behind a million others makes few in twelve hours', () => {
    const afterAttempts = (attempts: number, dueAt: number) =>
      isExhausted({ kind: 'back-off' }, dueAt, { attempts, waited: 0 }, context(0));
    expect([23, 24].map((attempts) => afterAttempts(attempts, 60 * hour))).toEqual([false, true]);
    expect(afterAttempts(1, 72 * hour + 1)).toBe(true);
  });

  test('never before a message that waits for nobody would have made these attempts, each as slow as the longest delay', () => {
    const longest = 2 * settings.retryCap;
    expect(exhausted({ kind: 'back-off' }, attempts * longest, 0, 0)).toBe(false);
  });

  test('when the message would be older than three days, however lately it was received', () => {
    expect(exhausted({ kind: 'back-off' }, 72 * hour, 71 * hour, 0)).toBe(false);
    expect(exhausted({ kind: 'back-off' }, 72 * hour + 1, 71 * hour, 0)).toBe(true);
  });

  test('a wait that Zuora asked for does not use up the twelve hours, only the three days', () => {
    const asked: RetryCause = { kind: 'throttled', milliseconds: 41_000 * second };
    expect(exhausted(asked, 71 * hour, 0, 0)).toBe(false);
    expect(exhausted(asked, 72 * hour + 1, 0, 0)).toBe(true);
    expect(isExhausted({ kind: 'back-off' }, 20 * hour, { attempts, waited: 8 * hour }, context(0))).toBe(false);
    expect(isExhausted({ kind: 'back-off' }, 20 * hour + 1, { attempts, waited: 8 * hour }, context(0))).toBe(true);
  });

  test('by the first rule only if the attempt counts, by the second unless another delivery is at work', () => {
    fc.assert(
      fc.property(causes, fc.integer({ min: 0, max: 100 * hour }), fc.nat(100 * hour), (cause, dueAt, waited) => {
        const isTried = isCounted(cause) && !isAskedFor(cause);
        const windowIsOver = isTried && dueAt - waited > 12 * hour;
        expect(exhausted(cause, dueAt, waited, 0)).toBe(windowIsOver || (cause.kind !== 'busy' && dueAt > 72 * hour));
      }),
    );
  });
});
