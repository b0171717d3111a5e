import { expect, test } from '@jest/globals';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('no more calls run at once than the limit allows, in the order of their arrival, and a failed one makes room', async () => {
  const inFlight = new CallsInFlight(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const call = async (index: number) => {
    begun.push(index);
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    if (index === 1) throw new Error('broken');
    return index;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => inFlight.run(() => call(index))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
  expect(await inFlight.run(async () => 'later')).toBe('later');
});

test('a call that arrives as another ends takes nobody’s turn', async () => {
  const inFlight = new CallsInFlight(1);
  const begun: string[] = [];
  const first = inFlight.run(turn);
  const second = inFlight.run(async () => begun.push('second'));
  const third = first.then(() => inFlight.run(async () => begun.push('third')));
  await Promise.all([second, third]);
  expect(begun).toEqual(['second', 'third']);
});
