import { expect, test } from '@jest/globals';
import { once } from '../../console/app/once.ts';

test('a second press while the answer is to come sends nothing', async () => {
  const isBusy = { value: false };
  const answer = Promise.withResolvers<void>();
  let sent = 0;
  const work = () => {
    sent += 1;
    return answer.promise;
  };
  const first = once(isBusy, work);
  await once(isBusy, work);
  expect([sent, isBusy.value]).toEqual([1, true]);
  answer.resolve();
  await first;
  expect([sent, isBusy.value]).toEqual([1, false]);
});

test('what has failed can be tried again', async () => {
  const isBusy = { value: false };
  await expect(once(isBusy, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(isBusy.value).toBe(false);
});
