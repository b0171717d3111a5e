/** What several messages send to a queue goes in few requests, and no message suffers from another. */
import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GatheredSending } from '../../../lib/translation/gathered-sending.ts';

interface Request {
  readonly items: readonly string[];
  readonly answer: (errors: readonly (Error | undefined)[]) => void;
  readonly fail: (error: Error) => void;
}

const ofOne = new Error('the request is refused');
let requests: Request[];
let sending: GatheredSending<string>;
beforeEach(() => {
  requests = [];
  sending = new GatheredSending((items) => new Promise((answer, fail) => void requests.push({ items, answer, fail })), {
    maxBatch: 3,
    maxRequestsAtOnce: 2,
    mayBeOfOne: (error) => error === ofOne,
  });
});

const withTime = () => undefined;
const items = () => requests.map((request) => request.items.join(''));
/** Every promise that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function answer(index: number, errors: readonly (Error | undefined)[] = []): Promise<void> {
  requests[index]?.answer(errors);
  await settled();
}

test('the first goes at once, and those that come meanwhile go together', async () => {
  const all = ['a', 'b', 'c'].map((item) => sending.send([item], withTime));
  expect(items()).toEqual(['a']);
  await answer(0);
  expect(items()).toEqual(['a', 'bc']);
  await answer(1);
  await Promise.all(all);
});

test('a full batch does not wait, as long as few requests are under way', async () => {
  const all = [sending.send(['a'], withTime), sending.send([...'bcdefgh'], withTime)];
  expect(items()).toEqual(['a', 'bcd']);
  await answer(0);
  expect(items()).toEqual(['a', 'bcd', 'efg']);
  await answer(1);
  expect(items()).toHaveLength(3);
  await answer(2);
  expect(items()).toEqual(['a', 'bcd', 'efg', 'h']);
  await answer(3);
  await Promise.all(all);
});

test('nothing to send is no request', async () => {
  await sending.send([], withTime);
  expect(requests).toEqual([]);
});

test('an item that is refused fails its own caller alone', async () => {
  const all = Promise.allSettled(['a', 'b', 'c'].map((item) => sending.send([item], withTime)));
  await answer(0);
  await answer(1, [new Error('b is refused'), undefined]);
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('nothing more of a caller is sent after an error', async () => {
  const caller = sending.send([...'abcdefghi'], withTime);
  const failure = expect(caller).rejects.toThrow('no network');
  expect(items()).toEqual(['abc', 'def']);
  requests[0]?.fail(new Error('no network'));
  await settled();
  expect(items()).toEqual(['abc', 'def']);
  await answer(1);
  await failure;
});

test('a caller without time left sends nothing, and keeps nobody', async () => {
  const first = sending.send(['a'], withTime);
  const late = sending.send(['b'], () => {
    throw new Error('no time is left');
  });
  const third = sending.send(['c'], withTime);
  await answer(0);
  expect(items()).toEqual(['a', 'c']);
  await expect(late).rejects.toThrow('no time is left');
  await answer(1);
  await Promise.all([first, third]);
});

test('if a whole request may be refused for one item, each caller is sent alone', async () => {
  const [first, second, third] = [['a'], ['b', 'c'], ['d']].map((all) => sending.send(all, withTime));
  await answer(0);
  requests[1]?.fail(ofOne);
  await settled();
  expect(items()).toEqual(['a', 'bcd', 'bc', 'd']);
  await answer(2);
  requests[3]?.fail(ofOne);
  await Promise.all([first, second]);
  await expect(third).rejects.toBe(ofOne);
});

test('a request that fails for another reason is not repeated', async () => {
  const [first, second, third] = ['a', 'b', 'c'].map((item) => sending.send([item], withTime));
  await answer(0);
  requests[1]?.fail(new Error('no network'));
  await first;
  await expect(second).rejects.toThrow('no network');
  await expect(third).rejects.toThrow('no network');
  expect(items()).toEqual(['a', 'bc']);
});

/** How the answers of requests are chosen: what becomes of each item, or of all. */
const answers = fc.array(fc.constantFrom('sent', 'one refused', 'refused', 'no network'), { maxLength: 12 });
const callers = fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 6 });

test('a caller without an error has sent each item once, and every caller ends', () =>
  fc.assert(
    fc.asyncProperty(callers, answers, fc.scheduler(), async (sizes, kinds, scheduler) => {
      const sent: string[] = [];
      const [maxBatch, maxRequestsAtOnce] = [3, 2];
      let made = 0;
      const gathered = new GatheredSending<string>(
        async (batch) => {
          expect(batch.length).toBeLessThanOrEqual(maxBatch);
          const kind = kinds[made++] ?? 'sent';
          await scheduler.schedule(Promise.resolve());
          if (kind === 'refused') throw ofOne;
          if (kind === 'no network') throw new Error(kind);
          const refused = kind === 'one refused' ? 0 : -1;
          sent.push(...batch.filter((_, index) => index !== refused));
          return batch.map((_, index) => (index === refused ? new Error(kind) : undefined));
        },
        { maxBatch, maxRequestsAtOnce, mayBeOfOne: (error) => error === ofOne },
      );
      const wishes = sizes.map((size, caller) => Array.from({ length: size }, (_, item) => `${caller}-${item}`));
      const ended = Promise.allSettled(wishes.map((all) => gathered.send(all, withTime)));
      await scheduler.waitFor(ended);
      expect(new Set(sent).size).toBe(sent.length);
      for (const [index, { status }] of (await ended).entries()) {
        const isSent = (wishes[index] ?? []).every((item) => sent.includes(item));
        expect(isSent || status === 'rejected').toBe(true);
        if (kinds.length === 0) expect(status).toBe('fulfilled');
      }
    }),
  ));
