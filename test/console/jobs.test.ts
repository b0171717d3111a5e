import { beforeEach, expect, test } from '@jest/globals';
import { shownJobs } from '../../console/app/shown-jobs.ts';
import { type Ending, Jobs } from '../../console/jobs/jobs.ts';
import type { Job } from '../../console/shapes/job.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const done: Ending = { text: 'Done.', hasFailed: false };

let jobs: Jobs;
let known: readonly Job[] = [];
beforeEach(async () => {
  jobs = new Jobs(await testStage(aws.url));
  jobs.follow((all) => {
    known = all;
  }, new AbortController().signal);
});

const start = (run: (end: AbortSignal) => Promise<Ending>) =>
  jobs.start({ title: 'Work', by: 'Ada', run: ({ interruption }) => run(interruption) });
const stateOf = (id: number) => known.find((job) => job.id === id)?.state;

/** Ends when it is stopped. */
const stopped = (ending: Ending) => (end: AbortSignal) =>
  new Promise<Ending>((resolve) => end.addEventListener('abort', () => resolve(ending)));

test('what runs is kept however much has ended since, and can be stopped', async () => {
  const { id } = start(stopped(done));
  for (let count = 0; count < 30; count += 1) start(async () => done);
  await until(() => known.filter(({ state }) => state === 'running').length === 1);
  start(async () => done);
  expect(stateOf(id)).toBe('running');
  expect(known.length).toBeLessThanOrEqual(22);
  expect(jobs.running(id)?.title).toBe('Work');
  jobs.stop(id);
  await until(() => stateOf(id) === 'stopped');
  expect(jobs.running(id)).toBeUndefined();
});

test('an event that was sent is not called stopped when nobody follows it any more', async () => {
  const { id } = start(stopped({ ...done, isSent: true }));
  jobs.stop(id);
  await until(() => stateOf(id) === 'sent');
  const { id: other } = start(async () => ({ ...done, isSent: true }));
  await until(() => stateOf(other) === 'done');
});

test('a page shows all that runs first, and the newest that has ended', () => {
  const states = ['done', 'running', 'failed', 'stopped', 'done', 'running', 'sent', 'running', 'running'] as const;
  const all = states.map((state, index) => ({
    ...{ id: 9 - index, title: '', by: '', startedAt: 0, state, done: 0, text: '', results: [] },
  }));
  expect(shownJobs(all, new Set([7])).map(({ id }) => id)).toEqual([8, 4, 2, 1, 9, 6, 5]);
});
