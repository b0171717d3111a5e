import { describe, expect, test } from '@jest/globals';
import { dispositionOf, type Result } from '../../../lib/delivery/disposition.ts';
import type { RetryCause } from '../../../lib/delivery/schedule.ts';
import { settings } from '../../factories.ts';

const now = 1_795_253_400_000;
const hours = (count: number) => count * 3_600_000;
const failures = { unknown: true, unknownAnswers: 1, internalErrors: 2, keyMismatches: 1 };
const history = { attempts: 2, waited: 0, failures };
const forgotten = {
  attempts: 0,
  waited: 0,
  failures: { unknown: true, unknownAnswers: 0, internalErrors: 0, keyMismatches: 0 },
};
const retry = (cause: RetryCause): Result => ({ outcome: 'retry', reason: 'temporary', detail: 'locked', cause });

/** What becomes of a message that failed twice before, or so often, and was sent so long ago. */
function disposition(result: Result, waited = 0, attempts = history.attempts) {
  const age = { sentAt: now - waited, firstReceivedAt: now - waited, receives: 3 };
  return dispositionOf(result, { ...history, attempts }, { age, settings: settings(), now, random: 0 });
}

test.each(['applied', 'already-applied'] as const)('%s: the record is done, and no attempt failed', (outcome) => {
  expect(disposition({ outcome, zuoraId: 'c1' })).toEqual({
    outcome,
    zuoraId: 'c1',
    throttled: false,
    history,
    leaseExpiresAt: now,
    quietAt: now,
  });
});

test('a dead letter frees the record at once; its redrive has all tries before it, but what is unknown stays so', () => {
  expect(disposition({ outcome: 'dead-letter', reason: 'rejected', detail: 'no' })).toEqual({
    outcome: 'dead-letter',
    reason: 'rejected',
    detail: 'no',
    throttled: false,
    history: forgotten,
    leaseExpiresAt: now,
    quietAt: now,
  });
});

test('a retry hides the message for as long as the record is taken, by the attempts that failed', () => {
  expect(disposition(retry({ kind: 'back-off' }))).toEqual({
    outcome: 'retry',
    reason: 'temporary',
    detail: 'locked',
    throttled: false,
    history: { attempts: 3, waited: 0, failures },
    delay: 10_000,
    leaseExpiresAt: now + 10_000,
    quietAt: now,
  });
});

test('an unanswered write keeps the record until Zuora has surely stopped', () => {
  expect(disposition(retry({ kind: 'unanswered' }))).toMatchObject({
    delay: 130_000,
    leaseExpiresAt: now + 130_000,
    quietAt: now + 130_000,
    history: { attempts: 3 },
  });
});

test('a 429 tells the batch to slow down', () => {
  expect(disposition(retry({ kind: 'throttled', milliseconds: 120_000 }))).toMatchObject({
    throttled: true,
    delay: 120_000,
  });
});

test.each<RetryCause>([
  { kind: 'credentials', milliseconds: 30_000 },
  { kind: 'deferred' },
  { kind: 'busy', milliseconds: 1000 },
])('no attempt is counted for %j, and the window not held against it', (cause) => {
  expect(disposition(retry(cause), hours(48))).toMatchObject({ outcome: 'retry', history: { attempts: 2 } });
});

test('a message that another delivery holds is never dead-lettered', () => {
  const busy: Result = { outcome: 'busy', reason: 'held', cause: { kind: 'busy', milliseconds: 250_000 } };
  expect(disposition(busy, hours(95))).toMatchObject({ outcome: 'busy', delay: 250_000, history: { attempts: 2 } });
});

describe('too late for a retry', () => {
  test('the message is a dead letter with its last failure', () => {
    expect(disposition(retry({ kind: 'back-off' }), hours(12), 23)).toEqual({
      outcome: 'dead-letter',
      reason: 'retries-exhausted',
      detail: 'temporary: locked',
      throttled: false,
      history: forgotten,
      leaseExpiresAt: now,
      quietAt: now,
    });
  });

  test('not if it was tried seldom, because others were before it on the queue', () => {
    expect(disposition(retry({ kind: 'back-off' }), hours(48))).toMatchObject({ outcome: 'retry' });
  });

  test('the reason alone is told where there is no more to tell', () => {
    const silent: Result = { outcome: 'retry', reason: 'temporary', cause: { kind: 'back-off' } };
    expect(disposition(silent, hours(12), 23)).toMatchObject({ outcome: 'dead-letter', detail: 'temporary' });
  });

  test('its record stays taken after an unanswered write all the same', () => {
    expect(disposition(retry({ kind: 'unanswered' }), hours(12), 23)).toMatchObject({
      outcome: 'dead-letter',
      leaseExpiresAt: now + 130_000,
      quietAt: now + 130_000,
    });
  });

  test('not even credentials are waited for beyond three days', () => {
    expect(disposition(retry({ kind: 'credentials', milliseconds: 30_000 }), hours(72))).toMatchObject({
      outcome: 'dead-letter',
      reason: 'retries-exhausted',
    });
  });
});
