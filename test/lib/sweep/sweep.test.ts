/** Which accounts a sweep has looked at, on the embedded AWS. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { useAws } from '../../services/use-aws.ts';
import { Sweeping } from './sweeping.ts';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
let sweeping: Sweeping;
beforeEach(async () => {
  sweeping = await Sweeping.create({ sqs, dynamodb });
});

const look = (identity: string) => JSON.stringify({ account: identity });

/** As many accounts, one second apart, the last one due now. */
function many(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`user:${index}`, (count - 1 - index) * 1000]));
}

test('every account that is due is looked at, and no other', async () => {
  await sweeping.put({ 'user:now': 0, 'user:long': 86_400_000, 'user:later': -1, 'user:never': undefined });
  await sweeping.sweep();
  expect(await sweeping.taken()).toEqual([look('user:long'), look('user:now')]);
  expect(sweeping.lines).toEqual([{ of: 'accounts', due: 2, waiting: 0, sent: 2, problem: undefined }]);
});

test('an account is due from its time on', async () => {
  await sweeping.put({ 'user:soon': -60_000 });
  await sweeping.sweep();
  sweeping.clock.advance(60_000);
  await sweeping.sweep();
  expect(await sweeping.taken()).toEqual([look('user:soon')]);
});

test('a sweep with nothing due sends nothing, says nothing and asks the queue nothing', async () => {
  await sweeping.put({ 'user:later': -1 });
  const noQueue = new SQS(embeddedAws('http://127.0.0.1:1'));
  await sweeping.sweep(noQueue);
  noQueue.destroy();
  expect(await sweeping.taken()).toEqual([]);
  expect(sweeping.lines).toEqual([]);
});

test('a repeated sweep asks for the same looks', async () => {
  await sweeping.put({ 'user:now': 0 });
  await sweeping.sweep();
  await sweeping.sweep();
  expect(await sweeping.taken()).toEqual([look('user:now'), look('user:now')]);
});

describe('of more than a sweep takes', () => {
  test('those that are due for longest come first', async () => {
    await sweeping.put({ 'user:b': 2000, 'user:a': 1000, 'user:c': 3000 });
    expect(await sweeping.accounts.find(sweeping.clock.now(), 2)).toEqual(['user:c', 'user:b']);
  });

  test('those with access to end come before all others', async () => {
    await sweeping.put({ 'user:read': 5000, 'user:old': 9000 });
    await sweeping.put({ 'user:end': 1000, 'user:late': 2000, 'user:later': -1 }, 'end');
    const find = (atMost: number) => sweeping.accounts.find(sweeping.clock.now(), atMost);
    expect(await find(10)).toEqual(['user:late', 'user:end', 'user:old', 'user:read']);
    expect(await find(3)).toEqual(['user:late', 'user:end', 'user:old']);
  });

  test('1,000 are looked at', async () => {
    await sweeping.put(many(1003));
    await sweeping.sweep();
    const taken = await sweeping.taken();
    expect(taken).toHaveLength(1000);
    expect(taken).toContain(look('user:0'));
    expect(['user:1000', 'user:1001', 'user:1002'].filter((newest) => taken.includes(look(newest)))).toEqual([]);
  });
});

test.each([
  [1999, 1],
  [2000, 0],
])('while %d looks wait, a sweep of one account sends %d', async (waiting, sent) => {
  await sweeping.put({ 'user:now': 0 });
  await sweeping.fill(waiting);
  await sweeping.sweep();
  expect(await sweeping.waiting()).toBe(waiting + sent);
  expect(sweeping.lines).toEqual([{ of: 'accounts', due: 1, waiting, sent, problem: undefined }]);
});

describe('what SQS does not take', () => {
  /** A client for which the sending of every batch goes wrong that has a look at a certain account. */
  function failing(identity: string, fail: (entries: number) => object): SQS {
    const client = new SQS({ ...embeddedAws(aws.url), useQueueUrlAsEndpoint: false });
    client.middlewareStack.add(
      (next) => async (args) => {
        const { Entries = [] }: { Entries?: { MessageBody: string }[] } = Object(args.input);
        if (!Entries.some(({ MessageBody }) => MessageBody === look(identity))) return next(args);
        return { output: { $metadata: {}, ...fail(Entries.length) }, response: {} };
      },
      { step: 'initialize' },
    );
    return client;
  }

  test.each<[string, (entries: number) => object, number]>([
    ['in part', () => ({ Successful: [], Failed: [{ Id: '0', Code: 'Busy', Message: 'later' }] }), 24],
    [
      'with an error',
      () => {
        throw new Error('Busy');
      },
      15,
    ],
  ])('%s is said, and left for the next sweep', async (_, fail, sent) => {
    await sweeping.put(many(25));
    const client = failing('user:3', fail);
    await sweeping.sweep(client);
    client.destroy();
    expect(sweeping.lines).toEqual([
      { of: 'accounts', due: 25, waiting: 0, sent, problem: expect.stringContaining('Busy') },
    ]);
    expect(await sweeping.taken()).toHaveLength(15);

    await sweeping.sweep();
    expect(await sweeping.taken()).toEqual(expect.arrayContaining([look('user:3')]));
  });

  test('at all is an error', async () => {
    await sweeping.put({ 'user:now': 0 });
    const client = failing('user:now', (entries) => ({
      Failed: Array.from({ length: entries }, () => ({ Code: 'Busy', Message: 'later' })),
    }));
    await expect(sweeping.sweep(client)).rejects.toMatchObject({
      reason: 'not-sent',
      message: 'No look could be sent: SQS refused 1 of 1: Busy later',
    });
    client.destroy();
  });
});
