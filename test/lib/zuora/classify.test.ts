import { describe, expect, test } from '@jest/globals';
import { classify, lacksPermission, refusalOf, type Verdict } from '../../../lib/zuora/classify.ts';
import { failed, unanswered } from '../../../lib/zuora/failure.ts';
import { answer, reasons, write } from '../../factories.ts';

const failure = (status: number, body: unknown) => failed(write, answer(status, body), (text) => text);

describe('what a failure means', () => {
  test.each<[verdict: Verdict, why: string, status: number, body: unknown]>([
    ['unauthorised', 'HTTP 401', 401, {}],
    ['unauthorised', 'HTTP 401 without JSON', 401, 'Unauthorized'],
    ['unauthorised', 'category 11', 200, reasons(53100011)],
    ['throttled', 'HTTP 429', 429, {}],
    ['throttled', 'a bare 70', 429, { reasons: [{ code: 70, message: 'API Rate limit exceeded' }] }],
    ['throttled', 'category 70', 200, reasons(50000070)],
    ...[10, 20, 21, 22, 23, 27, 30, 40, 45, 90].map((category): [Verdict, string, number, unknown] => [
      'refused',
      `category ${category}`,
      200,
      reasons(Number(`531000${category}`)),
    ]),
    ['refused', 'HTTP 400 in a form of Zuora', 400, { message: 'Error - unrecognised fields' }],
    ['refused', 'HTTP 403 in a form of Zuora', 403, { success: false }],
    ['unknown', 'HTTP 409', 409, {}],
    ['key-mismatch', 'HTTP 422 in a form of Zuora', 422, { message: 'The key is of another call' }],
    ...[400, 403, 404, 405, 422].flatMap((status): [Verdict, string, number, unknown][] => [
      ['unknown', `HTTP ${status} without JSON`, status, '<h1>Request blocked</h1>'],
      ['unknown', `HTTP ${status} in no form of Zuora`, status, {}],
    ]),
    ...[408, 421, 425, 499].flatMap((status) =>
      [11, 30, 50, 70].map((category): [Verdict, string, number, unknown] => [
        'unknown',
        `HTTP ${status}, whatever its body says, such as category ${category}`,
        status,
        reasons(53100000 + category),
      ]),
    ),
    ['unknown', 'HTTP 500', 500, { reasons: [{ code: 'SystemError', message: 'internal server error' }] }],
    ['unknown', 'HTTP 502 without JSON', 502, '<h1>Bad Gateway</h1>'],
    ['unknown', 'HTTP 504', 504, {}],
    ['unknown', 'HTTP 200 without JSON', 200, 'Gateway Timeout'],
    ['unknown', 'HTTP 200 that says neither yes nor no', 200, {}],
    ['unknown', 'HTTP 200 with success as text', 200, { success: 'true' }],
    ['temporary', 'category 50', 200, reasons(53100050)],
    ['temporary', 'category 61', 200, reasons(53100061)],
    ['internal', 'category 60', 200, reasons(53100060)],
    ['internal', 'category 99', 200, reasons(53100099)],
    ['refused', 'a category that nobody has heard of', 200, reasons(53100077)],
    ['refused', 'a failure without a code', 200, { success: false }],
    ['unknown', 'a redirect, which is none of its answers', 302, ''],
    ['unknown', 'a redirect, whatever its body says', 302, { success: false }],
  ])('%s: %s', (verdict, _, status, body) => {
    expect(classify(failure(status, body))).toBe(verdict);
  });

  test('unknown: no answer', () => {
    expect(classify(unanswered(write, 'ECONNRESET'))).toBe('unknown');
  });
});

describe('of two signs the first wins:', () => {
  test.each<[verdict: Verdict, over: Verdict, status: number, codes: number[]]>([
    ['unauthorised', 'throttled', 429, [90000011]],
    ['unauthorised', 'refused', 401, [53100040]],
    ['throttled', 'refused', 200, [53100040, 50000070]],
    ['refused', 'temporary', 200, [53100050, 53100020]],
    ['refused', 'internal', 200, [53100060, 53100030]],
    ['refused', 'unknown', 500, [53100030]],
    ['refused', 'temporary', 400, [53100050]],
    ['unknown', 'refused', 409, [53100030]],
    ['unknown', 'temporary', 409, [53100050]],
    ['unknown', 'unauthorised', 409, [90000011]],
    ['unknown', 'throttled', 409, [50000070]],
    ['key-mismatch', 'refused', 422, [53100020]],
    ['unknown', 'temporary', 503, [53100061]],
    ['unknown', 'internal', 500, [53100060]],
    ['temporary', 'internal', 200, [53100060, 53100050]],
  ])('%s over %s: HTTP %i with %j', (verdict, _, status, codes) => {
    expect(classify(failure(status, reasons(...codes)))).toBe(verdict);
  });
});

test.each([
  ['permission-denied', 200, [53100010]],
  ['permission-denied', 403, []],
  ['permission-denied', 200, [90000020]],
  ['not-found', 200, [53100040]],
  ['not-found', 404, []],
  ['business-rule', 200, [53100030]],
  ['rejected', 200, [53100020]],
  ['permission-denied', 200, [53100040, 53100010]],
  ['not-found', 200, [53100030, 53100040]],
])('a dead letter says %s: HTTP %i with %j', (refusal, status, codes) => {
  const failed = failure(status, reasons(...codes));
  expect(refusalOf(failed)).toBe(refusal);
  expect(lacksPermission(failed)).toBe(refusal === 'permission-denied');
});
