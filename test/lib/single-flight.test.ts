import { expect, test } from '@jest/globals';
import { SingleFlight } from '../../lib/single-flight.ts';

test('all who ask while a task is under way share its run, and who asks later starts another', async () => {
  const flight = new SingleFlight<number>();
  let runs = 0;
  const task = async () => {
    runs += 1;
    return runs;
  };
  expect(await Promise.all([flight.run('a', task), flight.run('a', task), flight.run('b', task)])).toEqual([1, 1, 2]);
  expect(await flight.run('a', task)).toBe(3);
});

test('a failure is shared and then forgotten', async () => {
  const flight = new SingleFlight<string>();
  const failing = async () => Promise.reject(new Error('down'));
  const both = await Promise.allSettled([flight.run('a', failing), flight.run('a', failing)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await flight.run('a', async () => 'up')).toBe('up');
});
