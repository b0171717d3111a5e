/** Every status with every form of body, and what they mean for the message and its idempotency key. */
import { describe, expect, test } from '@jest/globals';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import { countFailures, decideRetry } from '../../../lib/delivery/retry-decision.ts';
import { noFailures } from '../../../lib/ledger/attempt-history.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { classify } from '../../../lib/zuora/classify.ts';
import { type Answer, failed } from '../../../lib/zuora/failure.ts';
import { answer, germany, reasons, write } from '../../factories.ts';
import { trackId } from '../../services/zuora-access.ts';
import { answeredClient } from './answered-client.ts';

const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);
const codes = [10, 11, 20, 21, 22, 23, 27, 30, 40, 45, 50, 60, 61, 70, 77, 90, 99].map(
  (category) => 53100000 + category,
);

/** The documented forms of a failed answer, each with a code where the form has one. */
const zuoraForms = (code: number | string): object[] => [
  { success: false, processId: '7F', reasons: [{ code, message: 'no' }] },
  { reasons: [{ code: String(code), message: 'no' }] },
  { Success: false, Errors: [{ Code: code, Message: 'no' }] },
  { FaultCode: String(code), FaultMessage: 'no' },
  { code, message: 'no' },
  { error: { code, message: 'no' } },
];
const zuoraBodies = [...codes.flatMap(zuoraForms), { message: 'no' }, { success: false }];
const gatewayBodies = [
  '',
  'Gateway Timeout',
  '<html><h1>403 Forbidden</h1></html>',
  '[]',
  'null',
  '{}',
  '{"success":true}',
];
const allBodies = [...zuoraBodies, ...gatewayBodies];

const transient = [408, 409, 421, 425, 499];
const isRefusedByStatus = (status: number) => status === 401 || status === 429;

const failure = (status: number, body: unknown) => failed(write, answer(status, body), (text) => text);

describe('whatever the status,', () => {
  test('only an answer of Zuora itself is definite, but for 401 and 429, after which nothing has happened', () => {
    const taken = statuses
      .filter((status) => !isRefusedByStatus(status))
      .flatMap((status) => gatewayBodies.map((body) => [status, body, classify(failure(status, body))]))
      .filter(([, , verdict]) => verdict !== 'unknown');
    expect(taken).toEqual([]);
  });

  test('a transient status is no refusal', () => {
    const refused = transient
      .flatMap((status) => allBodies.map((body) => [status, body, classify(failure(status, body))]))
      .filter(([, , verdict]) => !['unknown', 'unauthorised', 'throttled'].includes(String(verdict)));
    expect(refused).toEqual([]);
  });

  test('a 409 is repeated under its key for ever, and is not counted as an unknown answer', () => {
    for (const body of allBodies) {
      let counts = noFailures;
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        counts = countFailures(counts, [failure(409, body)]);
        expect(decideRetry([failure(409, body)], counts)).toEqual({ next: 'retry' });
      }
      expect(counts).toEqual({ ...noFailures, unknown: true });
    }
  });
});

/** The idempotency key's epoch after a POST that Zuora, or another on the way, answered so. */
async function epochAfter(given: Answer): Promise<number> {
  const answers = [given];
  const idempotencyKey = new IdempotencyKey(trackId, 0);
  const zuora = answeredClient(async () => answers.shift() ?? answer(500, ''), { idempotencyKey });
  const call = zuora.call(calls.initiateEntityConnection, { targetEntityId: germany });
  await expect(call).rejects.toMatchObject({ name: 'ZuoraFailure' });
  return idempotencyKey.epoch;
}

/** Every kind of status; a call for each of all would take long. */
const samples = [
  200, 204, 299, 300, 304, 307, 400, 402, 403, 404, 405, 410, 418, 422, 431, 451, 499, 500, 502, 504, 599,
];

describe('a POST', () => {
  test('keeps its idempotency key after an answer that is not Zuora’s', async () => {
    for (const status of [...samples, ...transient]) {
      for (const body of gatewayBodies) {
        expect([status, body, await epochAfter(answer(status, body))]).toEqual([status, body, 0]);
      }
    }
  });

  test('keeps it after a transient status, and gives it up after a refusal', async () => {
    for (const status of [...samples, ...transient].filter((each) => each < 300 || each >= 400)) {
      const epoch = transient.includes(status) ? 0 : 1;
      expect([status, await epochAfter(answer(status, reasons(53100030)))]).toEqual([status, epoch]);
    }
  });
});
