/** The client against recorded failures of DynamoDB. What is tried again, and when, is as the AWS SDK has it. */
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { DynamodbClient } from '../../../lib/dynamodb/dynamodb-client.ts';
import { Clock } from '../../clock.ts';
import { type RecordedAnswer, refusal, useRecordedDynamodb } from '../../services/recorded-dynamodb.ts';

const dynamodb = useRecordedDynamodb();
const get = { TableName: 'ledger', Key: { identity: { S: 'x' } } };
const never = () => ({ abortSignal: new AbortController().signal });

let client: DynamodbClient;
let clock: Clock;
/** Base, and number of the attempt that failed. */
let delays: [number, number][];
let delay: number;

beforeEach(() => {
  clock = new Clock();
  delays = [];
  delay = 0;
  let base = 0;
  client = new DynamodbClient({
    endpoint: async () => dynamodb,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    now: clock.now,
    backoff: {
      setDelayBase: (milliseconds) => {
        base = milliseconds;
      },
      computeNextBackoffDelay: (attempt) => {
        delays.push([base, attempt]);
        return delay;
      },
    },
  });
});
afterEach(() => client.destroy());

const unreadable: RecordedAnswer = { status: 503, body: '<html>of a proxy</html>' };

describe('a call is tried again', () => {
  test.each<[string, RecordedAnswer, number]>([
    ['that was throttled', refusal('ProvisionedThroughputExceededException'), 1000],
    ['that was throttled by the account', refusal('RequestLimitExceeded'), 1000],
    ['that was throttled otherwise', refusal('ThrottlingException'), 1000],
    ['that met another transaction', refusal('TransactionInProgressException'), 1000],
    ['that met a replicated write', refusal('ReplicatedWriteConflictException'), 25],
    ['at which DynamoDB failed', refusal('InternalServerError', 500), 25],
    ['while DynamoDB is away', refusal('ServiceUnavailable', 503), 25],
    ['that something else answered', unreadable, 25],
    ['whose connection was reset', 'reset', 25],
    ['whose answer was cut off', 'cut off', 25],
  ])('%s', async (_, answer, base) => {
    dynamodb.answers = [answer, answer, { status: 200, body: { Item: get.Key } }];
    expect(await client.getItem(get, never())).toEqual({ Item: get.Key });
    expect(delays).toEqual([
      [base, 0],
      [base, 1],
    ]);
    expect(new Set(dynamodb.calls.map(({ body }) => body))).toEqual(new Set([JSON.stringify(get)]));
  });

  test('and leaves nothing on its signal', async () => {
    dynamodb.answers = ['reset'];
    const { abortSignal } = never();
    await client.getItem(get, { abortSignal });
    expect(getEventListeners(abortSignal, 'abort')).toEqual([]);
  });

  test('three times', async () => {
    dynamodb.answers = Array.from({ length: 9 }, () => refusal('InternalServerError', 500));
    await expect(client.getItem(get, never())).rejects.toMatchObject({
      name: 'InternalServerError',
      message: 'InternalServerError it is.',
      $metadata: { httpStatusCode: 500, requestId: 'REQUEST' },
    });
    expect(dynamodb.calls).toHaveLength(4);
  });

  test.each(['reset', 'cut off'] as const)(
    'and fails as the SDK says it, if the connection is always %s',
    async (answer) => {
      dynamodb.answers = [answer, answer, answer, answer];
      await expect(client.getItem(get, never())).rejects.toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
    },
  );

  test('not before DynamoDB asks for it', async () => {
    dynamodb.answers = [refusal('ServiceUnavailable', 503, {}, { 'x-amz-retry-after': '30000' })];
    const { setTimeout } = globalThis;
    const scheduled: unknown[] = [];
    const timer = jest.spyOn(globalThis, 'setTimeout').mockImplementation((wake, milliseconds) => {
      scheduled.push(milliseconds);
      return setTimeout(wake, 0);
    });
    await client.getItem(get, never()).finally(() => timer.mockRestore());
    // The SDK waits for at most five seconds more than it would anyway.
    expect(scheduled).toContain(5000);
  });

  test('no more once too many calls have failed, until calls succeed', async () => {
    const failing = () => {
      dynamodb.calls.length = 0;
      dynamodb.answers = Array.from({ length: 4 }, () => refusal('InternalServerError', 500));
      return client.getItem(get, never()).catch(() => dynamodb.calls.length);
    };
    for (let call = 0; call < 12; call += 1) await failing();
    expect(await failing()).toBe(1);
    dynamodb.answers = [];
    for (let call = 0; call < 14; call += 1) await client.getItem(get, never());
    expect(await failing()).toBe(2);
  });
});

describe('a call is not tried again', () => {
  test('whose condition does not hold, and the error has the item', async () => {
    dynamodb.answers = [refusal('ConditionalCheckFailedException', 400, { Item: get.Key })];
    await expect(client.getItem(get, never())).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: get.Key,
    });
    expect(dynamodb.calls).toHaveLength(1);
  });

  test('whose transaction was cancelled, and the error has the reasons', async () => {
    const CancellationReasons = [{ Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }];
    dynamodb.answers = [refusal('TransactionCanceledException', 400, { CancellationReasons })];
    await expect(client.getItem(get, never())).rejects.toMatchObject({ CancellationReasons });
    expect(dynamodb.calls).toHaveLength(1);
  });

  test.each(['ValidationException', 'ResourceNotFoundException', 'UnrecognizedClientException'])(
    'that DynamoDB refuses with %s',
    async (name) => {
      dynamodb.answers = [refusal(name)];
      await expect(client.getItem(get, never())).rejects.toMatchObject({ name });
      expect(dynamodb.calls).toHaveLength(1);
    },
  );

  test.each(['<html>secret-body</html>', '', 'null'])('that succeeds with %j, which no log gets', async (body) => {
    dynamodb.answers = [{ status: 200, body }];
    const error = await client.getItem(get, never()).catch((problem: Error) => problem);
    expect(error).toMatchObject({ name: 'UnreadableAnswer', message: 'DynamoDB answered 200, and not with JSON.' });
    expect(JSON.stringify(error)).not.toContain('secret-body');
    expect(dynamodb.calls).toHaveLength(1);
  });
});

describe('a call ends in time', () => {
  test.each<[string, RecordedAnswer]>([
    ['if no answer comes', 'silence'],
    ['if an answer does not go on', 'stalled'],
    ['while the next attempt waits', refusal('ThrottlingException')],
  ])('%s', async (_, answer) => {
    delay = 2000;
    const aborting = new AbortController();
    dynamodb.answers = [answer];
    const call = client.getItem(get, { abortSignal: aborting.signal });
    while (dynamodb.calls.length === 0 || (typeof answer === 'object' && delays.length === 0)) await turn();
    // Time for the beginning of an answer to arrive.
    for (let turns = 0; turns < 100; turns += 1) await turn();
    aborting.abort(new Error('over'));
    await expect(call).rejects.toMatchObject({
      name: 'AbortError',
      message: 'DynamoDB did not answer in time; the call was given up.',
      cause: new Error('over'),
    });
    expect(dynamodb.calls).toHaveLength(1);
    expect(delays).toHaveLength(typeof answer === 'object' ? 1 : 0);
  });

  test('that has none left when it begins', async () => {
    await expect(client.getItem(get, { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(dynamodb.calls).toHaveLength(0);
  });
});

/** Lets everything else go on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('where the clock of this machine is wrong', () => {
  const signedAt = () => dynamodb.calls.map(({ headers }) => headers['x-amz-date']);
  const date = 'Sat, 21 Nov 2026 09:30:00 GMT';
  const minutes = 60_000;
  const expired = () => refusal('InvalidSignatureException', 400, { message: 'Signature not yet current' }, { date });

  test('a call is signed again with the time of AWS, and the next one at once', async () => {
    clock.advance(10 * minutes);
    dynamodb.answers = [expired()];
    await client.getItem(get, never());
    clock.advance(1000);
    await client.getItem(get, never());
    expect(signedAt()).toEqual(['20261121T094000Z', '20261121T093000Z', '20261121T093001Z']);
  });

  test('and known to be, a refusal that may have to do with it is final', async () => {
    clock.advance(10 * minutes);
    dynamodb.answers = [
      { status: 200, headers: { date }, body: {} },
      refusal('AccessDeniedException', 400, {}, { date }),
    ];
    await client.getItem(get, never());
    clock.advance(1);
    await expect(client.getItem(get, never())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(dynamodb.calls).toHaveLength(2);
  });

  test('and not known to be, a refusal that has nothing to do with it is final', async () => {
    clock.advance(10 * minutes);
    dynamodb.answers = [refusal('ConditionalCheckFailedException', 400, {}, { date })];
    await expect(client.getItem(get, never())).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(dynamodb.calls).toHaveLength(1);
  });

  test('by less than AWS tolerates, a refused signature is final', async () => {
    clock.advance(4 * minutes - 1);
    dynamodb.answers = [expired()];
    await expect(client.getItem(get, never())).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });

  test('an attempt that took so long that its signature expired is made again', async () => {
    dynamodb.answers = [
      refusal('InvalidSignatureException', 400, { message: 'Signature expired: it is late' }, { date }),
    ];
    await client.getItem(get, never());
    expect(dynamodb.calls).toHaveLength(2);
  });
});
