/** Which work is on every page. */
import type { Job } from '../shapes/job.ts';

/** Finished work that is shown at once. */
const maxFinished = 3;

/**
 * All that runs, so that it can be stopped, and the newest that has ended.
 *
 * @param hidden the ids of finished work that nobody wants to see any more
 */
export function shownJobs(jobs: readonly Job[], hidden: ReadonlySet<number>): readonly Job[] {
  const running = jobs.filter(({ state }) => state === 'running');
  const finished = jobs.filter(({ id, state }) => state !== 'running' && !hidden.has(id));
  return [...running, ...finished.slice(0, maxFinished)];
}
