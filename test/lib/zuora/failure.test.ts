import { describe, expect, test } from '@jest/globals';
import { failed, parseObject, unanswered, unreadable } from '../../../lib/zuora/failure.ts';
import { answer, reasons, write } from '../../factories.ts';

const asItIs = (text: string) => text;
const read = (status: number, body: unknown, headers = {}) => failed(write, answer(status, body, headers), asItIs);

describe('every form of a failed answer is read', () => {
  test.each<[form: string, status: number, body: unknown, said: string, categories: number[]]>([
    [
      'HTTP 200 with reasons',
      200,
      { success: false, processId: '7F2E', reasons: [{ code: 53100320, message: 'Bad value' }] },
      'HTTP 200, 53100320 Bad value',
      [20],
    ],
    [
      'codes as strings',
      401,
      { success: false, reasons: [{ code: '90000011', message: 'Authentication error' }] },
      'HTTP 401, 90000011 Authentication error',
      [11],
    ],
    ['a message alone', 401, { message: 'Authentication error' }, 'HTTP 401, Authentication error', []],
    [
      'a code that is no number',
      500,
      { reasons: [{ code: 'SystemError', message: 'internal server error' }] },
      'HTTP 500, SystemError internal server error',
      [],
    ],
    [
      'Success and Errors',
      200,
      { Success: false, Errors: [{ Code: 'INVALID_VALUE', Message: 'Invalid' }] },
      'HTTP 200, INVALID_VALUE Invalid',
      [],
    ],
    [
      'FaultCode',
      400,
      { FaultCode: 'fns:INVALID_TYPE', FaultMessage: 'No such type' },
      'HTTP 400, fns:INVALID_TYPE No such type',
      [],
    ],
    ['code and message', 400, { code: 'ClientError', message: 'Bad request' }, 'HTTP 400, ClientError Bad request', []],
    ['an unknown field', 400, { message: 'Error - unrecognised fields' }, 'HTTP 400, Error - unrecognised fields', []],
    ['an error inside', 400, { error: { code: '50000040', message: 'No' } }, 'HTTP 400, 50000040 No', [40]],
    [
      'OAuth',
      401,
      { error: 'invalid_client', error_description: 'Bad client' },
      'HTTP 401, invalid_client Bad client',
      [],
    ],
    ['no JSON', 502, '<h1>Bad Gateway</h1>', 'HTTP 502, with a body that is no JSON object', []],
  ])('%s', (_, status, body, said, categories) => {
    const failure = read(status, body);
    expect(failure.message).toBe(`requestUserAccess: ${said}`);
    expect(failure).toMatchObject({ reason: 'zuora-failure', isWrite: true, status, categories });
  });

  test('several reasons are all told', () => {
    const { message, categories } = read(200, reasons(53100050, 53100040));
    expect(message).toContain('53100050 message of 53100050; 53100040 message of 53100040');
    expect(categories).toEqual([50, 40]);
  });

  test('a bare category is one, any other number is none', () => {
    expect(read(429, reasons(70)).categories).toEqual([70]);
    expect(read(200, reasons(7, 123, 5310004, 531000400)).categories).toEqual([]);
  });
});

describe('an answer that fits nothing is a failure, and unreadable', () => {
  test.each([
    [''],
    ['null'],
    ['[]'],
    ['"text"'],
    ['{}'],
    ['{"success":true}'],
    ['{"success":"false"}'],
    ['{"reasons":[]}'],
  ])('HTTP 200 with %s', (body) => {
    const { readable, message } = read(200, body);
    expect(readable).toBe(false);
    expect(message).toMatch(/^requestUserAccess: HTTP 200, with a body (of no known form|that is no JSON object)$/);
  });

  test.each([
    [300, reasons(53100020), false],
    [399, reasons(53100020), false],
    [400, {}, false],
    [400, { success: false }, true],
    [200, { reasons: [{ code: 53100020 }] }, true],
    [200, { success: false }, true],
    [200, { Success: false }, true],
    [200, { success: true, Success: false }, false],
  ])('HTTP %i with %j is readable: %p', (status, body, readable) => {
    expect(read(status, body).readable).toBe(readable);
  });

  test('a failure without a reason is told by its status alone', () => {
    expect(read(400, { success: false }).message).toBe('requestUserAccess: HTTP 400');
  });

  test.each([
    { reasons: [null, 1, 'x', [], {}] },
    { reasons: { code: 1 } },
    { Errors: 'x', error: null, code: {}, message: [] },
    { success: false, reasons: [{ code: null, message: { deep: true } }] },
  ])('whatever its reasons are: %j', (body) => {
    expect(() => read(500, body)).not.toThrow();
  });
});

test('of each reason 300 characters are told', () => {
  const { message } = read(400, { reasons: [{ code: 1, message: 'x'.repeat(400) }, { code: 2 }] });
  expect(message).toBe(`requestUserAccess: HTTP 400, 1 ${'x'.repeat(298)}; 2`);
});

test('a huge answer makes a short message', () => {
  const body = { success: false, reasons: Array(1000).fill({ code: 53100020, message: 'x'.repeat(10_000) }) };
  expect(read(200, body).message.length).toBeLessThanOrEqual(1000);
});

test('secrets are taken out of all that Zuora says', () => {
  const redact = (text: string) => text.replaceAll('hunter2', '[redacted]');
  const bodies = [
    reasons('hunter2'),
    { reasons: [{ code: 1, message: `${'x'.repeat(297)}hunter2` }] },
    { message: 'Bearer hunter2' },
    { error: 'hunter2', error_description: 'hunter2' },
    { FaultCode: 'hunter2', FaultMessage: 'hunter2' },
    'hunter2',
  ];
  for (const body of bodies) {
    const { message } = failed(write, answer(400, body), redact);
    expect(message).not.toContain('hun');
  }
});

describe('the wait that Zuora asks for', () => {
  const date = 'Sat, 21 Nov 2026 09:30:00 GMT';

  test.each<[why: string, seconds: number | undefined, status: number, headers: Record<string, string>, body?: object]>(
    [
      ['Retry-After of a 429', 120, 429, { 'retry-after': '120', 'ratelimit-reset': '7' }],
      ['RateLimit-Reset of a 429', 7, 429, { 'ratelimit-reset': '7' }],
      ['Retry-After of a 503', 30, 503, { 'retry-after': '30' }],
      ['no RateLimit-Reset of a 503', undefined, 503, { 'ratelimit-reset': '7' }],
      ['category 70 under HTTP 200', 7, 200, { 'ratelimit-reset': '7' }, reasons(50000070)],
      ['nothing of a 500', undefined, 500, { 'retry-after': '30', 'ratelimit-reset': '7' }],
      ['nothing of a success that failed', undefined, 200, { 'ratelimit-reset': '7' }, reasons(53100050)],
      ['a date, by the clock that sent it', 90, 429, { 'retry-after': 'Sat, 21 Nov 2026 09:31:30 GMT', date }],
      ['no date that is over', undefined, 429, { 'retry-after': 'Sat, 21 Nov 2026 09:29:00 GMT', date }],
      ['no date without a clock', undefined, 429, { 'retry-after': 'Sat, 21 Nov 2026 09:31:30 GMT' }],
      ['nothing', undefined, 429, {}],
      ['no time at all', 0, 429, { 'retry-after': '0' }],
      ['nothing negative', undefined, 429, { 'retry-after': '-5' }],
      ['nothing that is no number', 7, 429, { 'retry-after': 'soon', 'ratelimit-reset': ' 7 ' }],
      ['nothing empty', undefined, 429, { 'retry-after': '', 'ratelimit-reset': ' ' }],
    ],
  )('%s: %p', (_, seconds, status, headers, body = {}) => {
    expect(read(status, body, headers).waitSeconds).toBe(seconds);
  });
});

test('no answer has neither status nor wait', () => {
  expect(unanswered(write, 'ECONNRESET')).toMatchObject({
    message: 'requestUserAccess: no answer (ECONNRESET)',
    status: undefined,
    waitSeconds: undefined,
    categories: [],
  });
});

test('a success that does not hold what it must is unreadable', () => {
  const failure = unreadable(write, answer(200, {}), 'id: is missing');
  expect(failure).toMatchObject({ message: 'requestUserAccess: HTTP 200, id: is missing', readable: false });
});

test('only an object is a body', () => {
  expect(['{"a":1}', '[]', 'null', '1', 'x', ''].map(parseObject)).toEqual([
    { a: 1 },
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
