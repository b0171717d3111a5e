import { describe, expect, test } from '@jest/globals';
import { countFailures, decideRetry } from '../../../lib/delivery/retry-decision.ts';
import { type FailureCounts, noFailures } from '../../../lib/ledger/attempt-history.ts';
import { failed, unanswered, type ZuoraFailure } from '../../../lib/zuora/failure.ts';
import { answer, reasons, write } from '../../factories.ts';

const http = (status: number, body: unknown = reasons()) => failed(write, answer(status, body), (text) => text);
const coded = (category: number) => http(200, reasons(Number(`531000${category}`)));
const lost = unanswered(write, 'ECONNRESET');

/** What is decided about the last of these failures, each of another attempt. */
function decisionAfter(failures: ZuoraFailure[]) {
  let counts: FailureCounts = noFailures;
  let decision: ReturnType<typeof decideRetry> = { next: 'retry' };
  for (const failure of failures) {
    counts = countFailures(counts, [failure]);
    decision = decideRetry([failure], counts);
  }
  return decision;
}
const times = (count: number, failure: ZuoraFailure) => Array.from({ length: count }, () => failure);
const confirm = (reason: string) => ({ next: 'confirm', reason });

test.each([
  ['a new token did not help', http(401), { next: 'retry' }],
  ['Zuora asked to slow down', http(429), { next: 'retry' }],
  ['the thing is locked', coded(50), { next: 'retry' }],
  ['the same key is under way', http(409), { next: 'retry' }],
  ['no answer came', lost, { next: 'retry' }],
  ['permission is lacking', coded(10), confirm('permission-denied')],
  ['a value is bad', coded(20), confirm('rejected')],
  ['a rule forbids it', coded(30), confirm('business-rule')],
  ['it is not there', coded(40), confirm('not-found')],
  ['nobody has heard of the category', coded(77), confirm('rejected')],
])('%s', (_, failure, decision) => {
  expect(decisionAfter([failure])).toEqual(decision);
});

describe('an answer that leaves the outcome unknown', () => {
  test.each([
    ['HTTP 500', http(500)],
    ['an unreadable body', http(200, 'Gateway Timeout')],
  ])('is tried once more under its key, and then under the next: %s', (_, failure) => {
    expect(decisionAfter([failure])).toEqual({ next: 'retry' });
    expect(decisionAfter([failure, failure])).toEqual({ next: 'retry-with-new-key' });
  });

  test('counts again from one after an answer that settled the key', () => {
    expect(decisionAfter([http(500), coded(50), http(500)])).toEqual({ next: 'retry' });
  });

  test('keeps its key for as long as no answer came, or the first call is under way', () => {
    expect(decisionAfter([...times(9, lost), ...times(9, http(409))])).toEqual({ next: 'retry' });
    expect(decisionAfter([http(500), lost, http(409), http(500)])).toEqual({ next: 'retry-with-new-key' });
  });
});

test.each([60, 99])('category %i is retried five times', (category) => {
  expect(decisionAfter(times(5, coded(category)))).toEqual({ next: 'retry' });
  expect(decisionAfter(times(6, coded(category)))).toEqual(confirm('retries-exhausted'));
  expect(decisionAfter([...times(5, coded(category)), lost, coded(category)])).toEqual(confirm('retries-exhausted'));
});

test('a key that belongs to another call is replaced once', () => {
  expect(decisionAfter([http(422)])).toEqual({ next: 'retry' });
  expect(decisionAfter([http(422), http(500), http(422)])).toEqual(confirm('rejected'));
});

test.each<[string, ZuoraFailure, FailureCounts]>([
  ['a lost answer makes the outcome unknown', lost, { ...noFailures, unknown: true }],
  ['a 409 is no settled answer', http(409), { ...noFailures, unknown: true }],
  ['HTTP 500 leaves an answer under the key', http(500), { ...noFailures, unknown: true, unknownAnswers: 1 }],
  ['category 60 is Zuora’s own error', coded(60), { ...noFailures, internalErrors: 1 }],
  ['422 is a key of another call', http(422), { ...noFailures, keyMismatches: 1 }],
  ['a lock is none of these', coded(50), noFailures],
  ['a refusal is none of these', coded(20), noFailures],
])('%s, and counts as nothing else', (_, failure, failures) => {
  expect(countFailures(noFailures, [failure])).toEqual(failures);
});

test('what is locked keeps its key, whatever came before', () => {
  expect(decideRetry([coded(50)], { ...noFailures, unknownAnswers: 2 })).toEqual({ next: 'retry' });
});
