import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { inParallel } from '../../../lib/translation/in-parallel.ts';

const items = Array.from({ length: 25 }, (_, index) => index);

test('every item is handled, ten at a time', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await inParallel(items, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await setImmediate();
    underWay -= 1;
    done.push(item);
  });
  expect(done).toEqual(items);
  expect(most).toBe(10);
});

test('after a failure no action starts, and running actions end before the error is thrown', async () => {
  const done: number[] = [];
  const failing = inParallel(items, async (item) => {
    await setImmediate();
    if (item === 0) throw new Error('the first');
    await setImmediate();
    done.push(item);
    if (item === 7) throw new Error('another');
  });
  await expect(failing).rejects.toThrow('the first');
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
