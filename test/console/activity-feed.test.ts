/** One tail of the logs for all pages: what each page gets of it, also when AWS fails meanwhile. */
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ActivityFeed } from '../../console/activity/activity-feed.ts';
import { activityRoutes } from '../../console/activity/routes.ts';
import { Stage } from '../../console/stage.ts';
import { useLogAws } from '../services/log-aws.ts';
import { until } from '../until.ts';
import { testSession } from './test-stage.ts';

const minute = 60_000;
const now = Date.now();
const aws = useLogAws();
const queues = ['a', 'b'].map((name) => aws.queue(name));

let closing: AbortController;
let stage: Stage;
let feed: ActivityFeed;
beforeEach(async () => {
  closing = new AbortController();
  const { session, ...options } = await testSession(aws.url, { queues });
  stage = new Stage({ ...options, notice: () => undefined }, session, closing.signal);
  feed = new ActivityFeed(stage);
});
afterEach(() => closing.abort());

/** What a page shows that follows from then on. */
function follow(since: number) {
  const page: { rows: string[]; isComplete: boolean; problem: string | undefined } = {
    ...{ rows: [], isComplete: false, problem: undefined },
  };
  const follower: Parameters<ActivityFeed['follow']>[1] = ({ isFirst, rows, isComplete, problem }) => {
    page.rows = [...(isFirst ? [] : page.rows), ...rows.map(({ messageId }) => messageId)];
    Object.assign(page, { isComplete, problem });
  };
  feed.follow(since, follower, closing.signal);
  return page;
}

const read = async (since: number) => (await feed.read(since, closing.signal)).map(({ messageId }) => messageId);

test('a page is complete only with the rows of all logs, if the first read of one fails', async () => {
  aws.log('a', 'of a', now - 2000);
  aws.log('b', 'of b', now - 1000);
  aws.refuse('b');
  const page = follow(now - minute);
  await until(() => page.problem !== undefined);
  expect(page).toMatchObject({ isComplete: false, problem: expect.stringContaining('Not now') });
  await until(() => page.isComplete);
  expect(page).toEqual({ rows: ['of a', 'of b'], isComplete: true, problem: undefined });
});

test('a row comes once to every page, if the first read of an earlier past fails', async () => {
  aws.log('a', 'old', now - 30 * minute);
  aws.log('a', 'new', now - 1000);
  const page = follow(now - minute);
  await until(() => page.isComplete);
  aws.refuse('a');
  const longer = follow(now - 60 * minute);
  await until(() => longer.problem !== undefined);
  await until(() => longer.problem === undefined && longer.isComplete);
  expect([page.rows, longer.rows]).toEqual([['new'], ['old', 'new']]);
});

test('an earlier past is read although the log of a later one is being opened when it is asked for', async () => {
  aws.log('a', 'old', now - 30 * minute);
  const page = follow(now - minute);
  const longer = follow(now - 60 * minute);
  await until(() => page.isComplete && longer.isComplete);
  expect([page.rows, longer.rows]).toEqual([[], ['old']]);
});

test('a browser that reads late is not sent the rows that an earlier past has too', async () => {
  aws.log('a', 'row', now);
  const response = await activityRoutes(stage, feed).request('/live?minutes=15');
  const page = follow(now - 15 * minute);
  await until(() => page.isComplete);
  const longer = follow(now - 60 * minute);
  await until(() => longer.isComplete);
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const receive = async () => {
    const { value } = await reader.read();
    return JSON.parse(new TextDecoder().decode(value).slice('data: '.length));
  };
  expect(await receive()).toMatchObject({ isFirst: true, isComplete: false, rows: [] });
  expect(await receive()).toMatchObject({ isFirst: true, isComplete: true, rows: [{ messageId: 'row' }] });
  aws.log('a', 'next', now);
  expect(await receive()).toMatchObject({ isFirst: false, rows: [{ messageId: 'next' }] });
});

test('a read has what was logged since the last one, though nobody has followed since', async () => {
  expect(await read(now - minute)).toEqual([]);
  aws.log('a', 'new', now);
  expect(await read(now - minute)).toEqual(['new']);
});

test('a read fails as long as AWS does, and no longer', async () => {
  aws.log('a', 'row', now);
  aws.refuse('a');
  await expect(read(now - minute)).rejects.toThrow('Not now');
  expect(await read(now - minute)).toEqual(['row']);
});

test('a read that an earlier past overtakes waits for that past', async () => {
  aws.log('a', 'old', now - 30 * minute);
  aws.log('a', 'new', now);
  const later = read(now - minute);
  const earlier = read(now - 60 * minute);
  expect(await Promise.all([later, earlier])).toEqual([['new'], ['old', 'new']]);
});

test('a read leaves nothing behind, and ends with the console', async () => {
  await read(now - minute);
  const left = getEventListeners(closing.signal, 'abort').length;
  await read(now - minute);
  expect(getEventListeners(closing.signal, 'abort')).toHaveLength(left);
  const last = read(now - minute);
  closing.abort();
  expect(await last).toEqual([]);
});

test('a read that begins while the console closes ends at once', async () => {
  closing.abort();
  expect(await read(now - minute)).toEqual([]);
});

test('a read for a browser that has gone reads nothing', async () => {
  expect(await feed.read(now - minute, AbortSignal.abort())).toEqual([]);
  closing.abort();
  expect(aws.reads).toBe(0);
});

test('tells from when on it has all rows, if the log has more of them than it keeps', async () => {
  for (let index = 0; index < 20_001; index += 1) aws.log('a', `${index}`, now - 30 * minute + index);
  expect(await read(now - minute)).toEqual([]);
  expect(feed.keptFrom).toBeUndefined();
  expect((await read(now - 60 * minute)).slice(0, 1)).toEqual(['1']);
  expect(feed.keptFrom).toBe(now - 30 * minute + 1);
});
