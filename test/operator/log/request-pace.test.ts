import { ThrottlingException } from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, expect, test } from '@jest/globals';
import { awsRate, RequestPace, Throttled } from '../../../operator/log/request-pace.ts';

const cause = new ThrottlingException({ message: 'Rate exceeded', $metadata: {} });
const throttled = new Throttled(cause.message, { cause });

/** When each request was sent, in milliseconds. */
let sent: number[];
let time: number;
let pace: RequestPace;
beforeEach(() => {
  sent = [];
  time = 0;
  pace = new RequestPace(
    awsRate,
    () => time,
    async (milliseconds) => {
      time += milliseconds;
    },
  );
});

/** @param refusals of the first requests */
async function send(refusals: Error[] = [], interruption = new AbortController().signal): Promise<string | undefined> {
  return pace.send(async () => {
    sent.push(time);
    const refusal = refusals.shift();
    if (refusal) throw refusal;
    return 'page';
  }, interruption);
}

test('at most two requests a second are sent, however many log groups wait', async () => {
  for (let count = 0; count < 8; count += 1) expect(await send()).toBe('page');
  expect(sent).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
});

test('a throttled request is sent again after a pause that doubles, and the next one has the usual pace', async () => {
  expect(await send([throttled, throttled, throttled])).toBe('page');
  await send();
  expect(sent).toEqual([0, 1500, 4000, 8500, 9000]);
});

test('a request that stays throttled fails after two minutes', async () => {
  await expect(send(Array(20).fill(throttled))).rejects.toThrow('Rate exceeded');
  expect(sent).toHaveLength(9);
  expect(time).toBeGreaterThan(90_000);
});

test('requests of twelve logs outlast a limit that is exceeded for ten seconds, and ask seldom meanwhile', async () => {
  const answers = Array.from({ length: 12 }, () =>
    pace.send(async () => {
      sent.push(time);
      if (time < 10_000) throw throttled;
      return 'page';
    }, new AbortController().signal),
  );
  expect(await Promise.all(answers)).toEqual(Array(12).fill('page'));
  expect(sent.filter((at) => at < 10_000).length).toBeLessThanOrEqual(10);
});

test('two operators who follow all logs at once stay within five requests in any second', async () => {
  const all: number[] = [];
  for (const begin of [0, 130]) {
    sent = [];
    time = begin;
    pace = new RequestPace(
      awsRate,
      () => time,
      async (milliseconds) => {
        time += milliseconds;
      },
    );
    await Promise.all(Array.from({ length: 120 }, () => send()));
    all.push(...sent);
  }
  const inSecondFrom = (start: number) => all.filter((at) => at >= start && at < start + 1000).length;
  expect(Math.max(...all.map(inSecondFrom))).toBeLessThanOrEqual(5);
});

test('another failure is thrown at once', async () => {
  await expect(send([new Error('denied')])).rejects.toThrow('denied');
  expect(sent).toEqual([0]);
});

test('nothing is sent after an interruption', async () => {
  expect(await send([], AbortSignal.abort())).toBeUndefined();
  expect(sent).toEqual([]);
});
