import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { attempt, confirmFailure, type Work } from '../../../lib/delivery/attempt.ts';
import type { Result } from '../../../lib/delivery/disposition.ts';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import type { EntityOperation } from '../../../lib/delivery/operation.ts';
import type { RetryCause } from '../../../lib/delivery/schedule.ts';
import { OutOfTime } from '../../../lib/errors.ts';
import { noFailures } from '../../../lib/ledger/attempt-history.ts';
import type { Caller } from '../../../lib/zuora/client.ts';
import { seedConnection, seedEntity } from '../../../local/zuora/seed.ts';
import { reasons } from '../../factories.ts';
import { effects, plant } from '../../services/sandbox-client.ts';
import { useAws } from '../../services/use-aws.ts';
import { trackId, ZuoraAccess } from '../../services/zuora-access.ts';
import { type Connect, connect } from './deliveries.ts';

const history = { attempts: 1, waited: 0, failures: { ...noFailures, internalErrors: 2 } };
const uncertain = (unknownAnswers: number) => ({
  ...history,
  failures: { ...history.failures, unknown: true, unknownAnswers },
});

const secrets = useAws().client((settings) => new SecretsManager(settings));
let access: ZuoraAccess;

beforeEach(async () => {
  access = await ZuoraAccess.begin(secrets);
});
afterEach(() => access.end());

/** What a message that asks for a connection from the global entity has to do. */
function connectTo(
  targetEntityId: string,
  operation: Partial<EntityOperation<Connect>> = {},
  caller: Partial<Caller> = {},
): Work<Connect> {
  const key = new IdempotencyKey(trackId, 0);
  const zuora = access.client({ idempotencyKey: key, ...caller });
  return { operation: { ...connect, ...operation }, command: { targetEntityId }, zuora, key, history };
}
const strike = (method: string, fault: object) =>
  plant(access.zuora.url, { match: { method, path: '/v1/*' }, times: 2, fault });

test('what is missing is written, and has the id of the answer', async () => {
  const { result, history: counted } = await attempt(connectTo(seedEntity.brazil));
  expect(result).toEqual({ outcome: 'applied', zuoraId: expect.any(String) });
  const id = 'zuoraId' in result && result.zuoraId;
  expect(await effects(access.zuora.url)).toMatchObject([{ change: { connection: { id } } }]);
  expect(counted).toEqual(history);
});

test('where the answer has no id, the one that was seen stands', async () => {
  const work = connectTo(seedEntity.brazil, {
    look: async () => ({ missing: [seedEntity.brazil], zuoraId: seedConnection.toFrancePending }),
    act: async () => ({ success: true }),
  });
  expect((await attempt(work)).result).toEqual({ outcome: 'applied', zuoraId: seedConnection.toFrancePending });
});

test('what is done already is not written', async () => {
  expect(await attempt(connectTo(seedEntity.germany))).toEqual({
    result: { outcome: 'already-applied', zuoraId: seedConnection.toGermanyConnected },
    history,
  });
  expect(await effects(access.zuora.url)).toEqual([]);
});

describe('a look that fails is a retry, and counts for nothing:', () => {
  const backOff: RetryCause = { kind: 'back-off' };
  test.each<[fault: object, reason: string, detail: string, cause: RetryCause]>([
    [{ reset: true }, 'unknown', 'no answer (ECONNRESET)', backOff],
    [{ status: 504, body: reasons() }, 'unknown', 'HTTP 504', backOff],
    [{ status: 404, body: reasons() }, 'not-found', 'HTTP 404', backOff],
    [{ status: 404, body: {} }, 'unknown', 'HTTP 404, with a body of no known form', backOff],
    [{ status: 200, body: reasons(53100030) }, 'business-rule', 'HTTP 200, 53100030 message of 53100030', backOff],
    [{ status: 200, body: reasons(53100050) }, 'temporary', 'HTTP 200, 53100050 message of 53100050', backOff],
    [{ status: 429, body: reasons() }, 'throttled', 'HTTP 429', { kind: 'throttled', milliseconds: undefined }],
    ...[[429, 'throttled', '120'] as const, [429, 'throttled', '0'] as const, [503, 'unknown', '40'] as const].map(
      ([status, reason, seconds]): [object, string, string, RetryCause] => [
        { status, headers: { 'Retry-After': seconds }, body: reasons() },
        reason,
        `HTTP ${status}`,
        { kind: 'throttled', milliseconds: Number(seconds) * 1000 },
      ],
    ),
  ])('%j', async (fault, reason, detail, cause) => {
    await strike('GET', fault);
    expect(await attempt(connectTo(seedEntity.brazil))).toEqual({
      result: { outcome: 'retry', reason, detail: `entityConnections in ${seedEntity.global}: ${detail}`, cause },
      history,
    });
    expect(await effects(access.zuora.url)).toEqual([]);
  });
});

describe('a write that fails', () => {
  test.each<[fault: object, detail: string]>([
    [{ dropResponse: true }, 'no answer (ECONNRESET)'],
    [{ status: 502, body: '<html>' }, 'HTTP 502, with a body that is no JSON object'],
    [{ status: 504, body: reasons() }, 'HTTP 504'],
    [{ status: 408, body: '<html>' }, 'HTTP 408, with a body that is no JSON object'],
    [{ status: 499, body: reasons() }, 'HTTP 499'],
  ])('without an answer from Zuora itself waits until Zuora has surely stopped: %j', async (fault, detail) => {
    await strike('POST', fault);
    expect(await attempt(connectTo(seedEntity.brazil))).toEqual({
      result: {
        outcome: 'retry',
        reason: 'unknown',
        detail: `initiateEntityConnection in ${seedEntity.global}: ${detail}`,
        cause: { kind: 'unanswered' },
      },
      history: uncertain('status' in fault ? 1 : 0),
    });
  });

  test.each([400, 403, 405])(
    'with an HTTP %i of a gateway backs off under its key, its outcome unknown',
    async (status) => {
      await strike('POST', { status, body: '<html>' });
      const work = connectTo(seedEntity.brazil);
      expect(await attempt(work)).toMatchObject({
        result: { outcome: 'retry', reason: 'unknown', cause: { kind: 'back-off' } },
        history: uncertain(1),
      });
      expect(work.key.epoch).toBe(0);
    },
  );

  test.each([500, 503])('with an HTTP %i of Zuora itself backs off, its outcome unknown', async (status) => {
    await strike('POST', { status, body: reasons() });
    expect(await attempt(connectTo(seedEntity.brazil))).toEqual({
      result: {
        outcome: 'retry',
        reason: 'unknown',
        detail: `initiateEntityConnection in ${seedEntity.global}: HTTP ${status}`,
        cause: { kind: 'back-off' },
      },
      history: uncertain(1),
    });
  });

  test('with a second HTTP 500 under its key has the next key before it', async () => {
    await strike('POST', { status: 500, body: {} });
    const first = connectTo(seedEntity.brazil);
    const { history: counted } = await attempt(first);
    expect(first.key.epoch).toBe(0);
    const second = { ...connectTo(seedEntity.brazil), history: counted };
    expect(await attempt(second)).toMatchObject({ result: { outcome: 'retry' }, history: uncertain(0) });
    expect(second.key.epoch).toBe(1);
  });

  test('counts answers of its own key alone: an HTTP 500 under the next key is the first', async () => {
    // Zuora rejects the token, so that the write goes out once more, under the next key.
    await plant(access.zuora.url, {
      match: { method: 'POST', path: '/v1/*' },
      times: 1,
      fault: { status: 401, body: reasons(90000011) },
    });
    await plant(access.zuora.url, {
      match: { method: 'POST', path: '/v1/*' },
      times: 1,
      fault: { status: 500, body: {} },
    });
    const work = { ...connectTo(seedEntity.brazil), history: uncertain(1) };
    expect(await attempt(work)).toMatchObject({ result: { outcome: 'retry' }, history: uncertain(1) });
    expect(work.key.epoch).toBe(1);
  });

  test('with a refusal is a dead letter that says why', async () => {
    expect(await attempt(connectTo(seedEntity.canada))).toEqual({
      result: {
        outcome: 'dead-letter',
        reason: 'permission-denied',
        detail: expect.stringMatching(/^initiateEntityConnection in \w+: HTTP \d+, \d+ /),
      },
      history,
    });
  });

  test('with a refusal of what another has done meanwhile is no dead letter', async () => {
    const work = connectTo(seedEntity.brazil, {
      act: async (zuora, command) => {
        await strike('POST', { status: 400, body: reasons() });
        await access.sandbox('POST', 'connections', {
          connections: [
            { id: 'another', sourceEntityId: seedEntity.global, targetEntityId: seedEntity.brazil, status: 'Pending' },
          ],
        });
        return connect.act(zuora, command, [seedEntity.brazil]);
      },
    });
    expect(await attempt(work)).toEqual({
      result: { outcome: 'already-applied', zuoraId: 'another' },
      history,
    });
  });
});

describe('before anything is written', () => {
  test('rejected credentials are waited for as long as they are left alone', async () => {
    await access.changeClient({ secret: 'another' });
    expect(await attempt(connectTo(seedEntity.brazil))).toEqual({
      result: {
        outcome: 'retry',
        reason: 'credentials-rejected',
        detail: expect.stringMatching(/^Zuora rejected the OAuth client: /),
        cause: { kind: 'credentials', milliseconds: 30_000 },
      },
      history,
    });
  });

  test('an invocation that has too little time left puts the work off', async () => {
    const requireTime = () => {
      throw new OutOfTime();
    };
    expect(await attempt(connectTo(seedEntity.brazil, {}, { requireTime }))).toEqual({
      result: {
        outcome: 'retry',
        reason: 'out-of-time',
        detail: expect.stringMatching(/too little time left/),
        cause: { kind: 'deferred' },
      },
      history,
    });
  });

  test('an event that leaves its entity open is a dead letter', async () => {
    expect(await attempt(connectTo(seedEntity.brazil, {}, { entityId: undefined }))).toEqual({
      result: {
        outcome: 'dead-letter',
        reason: 'entity-required',
        detail: expect.stringMatching(/^data\.entityId: is missing/),
      },
      history,
    });
  });

  test.each<[thrown: unknown, reason: string, detail: string]>([
    [new RangeError('no such page'), 'RangeError', 'no such page'],
    ['no such page', 'unknown', 'no such page'],
  ])('whatever else an operation throws is tried again: %p', async (thrown, reason, detail) => {
    const look = () => Promise.reject(thrown);
    expect(await attempt(connectTo(seedEntity.brazil, { look }))).toEqual({
      result: { outcome: 'retry', reason, detail, cause: { kind: 'back-off' } },
      history,
    });
  });
});

describe('before a failure is final', () => {
  const failure: Result = { outcome: 'dead-letter', reason: 'rejected', detail: 'no' };

  test('it stands where the work is not done', async () => {
    expect(await confirmFailure(connectTo(seedEntity.brazil), failure)).toBe(failure);
  });

  test('it is forgotten where the work is done', async () => {
    expect(await confirmFailure(connectTo(seedEntity.germany), failure)).toEqual({
      outcome: 'already-applied',
      zuoraId: seedConnection.toGermanyConnected,
    });
  });

  test('a look that fails tells neither', async () => {
    await strike('GET', { reset: true });
    expect(await confirmFailure(connectTo(seedEntity.brazil), failure)).toEqual({
      outcome: 'retry',
      reason: 'unknown',
      detail: `entityConnections in ${seedEntity.global}: no answer (ECONNRESET)`,
      cause: { kind: 'back-off' },
    });
  });
});
