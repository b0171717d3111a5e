import { expect, test } from '@jest/globals';
import { JoinedReads } from '../../../lib/zuora/joined-reads.ts';
import { until } from '../../until.ts';

/** Reads that begin when they are let, and answer with their number. */
function counted() {
  const gathered: (() => void)[] = [];
  const answered: (() => void)[] = [];
  let begun = 0;
  const reads = new JoinedReads(() => new Promise((resolve) => gathered.push(resolve)));
  const read = (key = 'a') =>
    reads.run(key, () => {
      begun += 1;
      const number = begun;
      return new Promise<number>((resolve) => answered.push(() => resolve(number)));
    });
  return {
    read,
    begun: () => begun,
    /** Lets the oldest that gathers begin. */
    begin: async () => {
      const before = begun;
      gathered.shift()?.();
      await until(() => begun > before);
    },
    answer: () => answered.shift()?.(),
  };
}

test('those who ask before the call begins share it', async () => {
  const { read, begun, begin, answer } = counted();
  const all = [read(), read(), read()];
  await begin();
  answer();
  expect(await Promise.all(all)).toEqual([1, 1, 1]);
  expect(begun()).toBe(1);
});

test('who asks while a call is under way gets what is read after', async () => {
  const { read, begin, answer } = counted();
  const first = read();
  await begin();
  const second = read();
  await begin();
  answer();
  answer();
  expect(await Promise.all([first, second])).toEqual([1, 2]);
});

test('another call is not shared', async () => {
  const { read, begin, answer } = counted();
  const both = [read('a'), read('b')];
  await begin();
  await begin();
  answer();
  answer();
  expect(await Promise.all(both)).toEqual([1, 2]);
});

test('a failure is that of all who joined, and of nobody later', async () => {
  const reads = new JoinedReads(async () => {});
  const failing = () => reads.run('a', () => Promise.reject(new Error('HTTP 500')));
  const ends = await Promise.allSettled([failing(), failing()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await reads.run('a', async () => 'read')).toBe('read');
});
