/** The logs of all functions are read as one. */
import { expect, test } from '@jest/globals';
import { openStageLog } from '../../../operator/log/stage-log.ts';
import { testSession } from '../../console/test-stage.ts';
import { useLogAws } from '../../services/log-aws.ts';

const aws = useLogAws();
const queues = ['a', 'b', 'c'].map((name) => aws.queue(name));

async function openLog() {
  const { session } = await testSession(aws.url, { queues });
  const log = await openStageLog(session, { since: 0, pattern: '"outcome"' }, async () => undefined);
  return async () => {
    const events = await log.next(new AbortController().signal);
    return events.map(({ message }) => JSON.parse(message).messageId);
  };
}

test('lines of several groups come by time', async () => {
  aws.log('a', 'first', 1000);
  aws.log('a', 'third', 3000);
  aws.log('b', 'second', 2000);
  const next = await openLog();
  expect(await next()).toEqual(['first', 'second', 'third']);
});

test('if a group fails, the lines of the others come once, when it has been read', async () => {
  aws.log('a', 'first', 1000);
  aws.log('b', 'second', 2000);
  aws.log('c', 'third', 3000);
  const next = await openLog();
  aws.refuse('b');
  await expect(next()).rejects.toThrow('Not now');
  aws.log('a', 'fourth', 4000);
  expect(await next()).toEqual(['first', 'second', 'third']);
  expect(await next()).toEqual(['fourth']);
  expect(await next()).toEqual([]);
});

test('a read that fails has ended in every group before the next one begins', async () => {
  const next = await openLog();
  aws.refuse('a');
  await expect(next()).rejects.toThrow('Not now');
  expect(aws.reads).toBe(queues.length);
});

test('a group that was read waits for one that fails, and is not read meanwhile', async () => {
  const next = await openLog();
  for (let times = 0; times < 3; times += 1) {
    aws.refuse('a');
    await expect(next()).rejects.toThrow('Not now');
  }
  expect(aws.reads).toBe(queues.length + 2);
});
