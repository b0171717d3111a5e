/** The work that is under way or has just ended, on every page. */
import { computed, signal } from '@preact/signals';
import type { Severity } from '../shapes/activity.ts';
import type { Job } from '../shapes/job.ts';
import { post, stage } from './api.ts';
import { lostWords, useLive } from './live.ts';
import { Badge, Failed, Their } from './parts.tsx';
import { shownJobs } from './shown-jobs.ts';
import { useSubmit } from './submit.ts';
import { count } from './time.ts';

const jobs = signal<readonly Job[]>([]);
/** Those that were over when the page was opened, and those that somebody has dismissed. */
const hidden = signal<ReadonlySet<number>>(new Set());
let isFirst = true;

/** Raised when work ends: pages then read again what it may have changed. */
export const finishedJobs = computed(() => jobs.value.filter(({ state }) => state !== 'running').length);

/** Whether the work with this id is to come or runs. Old work is not in the list any more. */
export function isUnderWay(id: number | undefined): boolean {
  if (id === undefined) return false;
  const job = jobs.value.find((one) => one.id === id);
  return job ? job.state === 'running' : !jobs.value.some((one) => one.id > id);
}

const severities: Readonly<Record<Job['state'], Severity>> = {
  ...{ running: 'plain', done: 'success', stopped: 'warning', sent: 'warning', failed: 'failure' },
};
const stateWords: Readonly<Record<Job['state'], string>> = {
  ...{ running: 'running', done: 'done', stopped: 'stopped', sent: 'sent; no longer followed', failed: 'failed' },
};

export function JobDock() {
  const connection = useLive<{ readonly jobs: readonly Job[] }>('/jobs/live', (message) => {
    const over = message.jobs.filter(({ state }) => state !== 'running').map(({ id }) => id);
    if (isFirst) hidden.value = new Set(over);
    isFirst = false;
    jobs.value = message.jobs;
  });
  const shown = shownJobs(jobs.value, hidden.value);
  return (
    <section class="jobs" aria-label="Work" aria-live="polite">
      {shown.length > 0 && connection.value === 'lost' && <Failed problem={lostWords} />}
      {shown.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </section>
  );
}

function JobCard({ job }: { readonly job: Job }) {
  const { id, title, by, state, done, total, text, results } = job;
  const { isBusy, problem, submit } = useSubmit();
  const stop = () => submit(() => post(`/jobs/${id}/stop`));
  const dismiss = () => {
    hidden.value = new Set([...hidden.value, id]);
  };
  return (
    <article class="job">
      <header>
        <Badge severity={severities[state]}>{stateWords[state]}</Badge>
        <strong>
          <Their text={title} />
        </strong>
        {state === 'running' && !stage.value?.isReadOnly && (
          <button type="button" class="quiet" onClick={stop} disabled={isBusy}>
            Stop
          </button>
        )}
        {state !== 'running' && (
          <button type="button" class="quiet" onClick={dismiss} aria-label={`Dismiss: ${title}`}>
            Dismiss
          </button>
        )}
      </header>
      {state === 'running' && total !== undefined && total > 0 && (
        <progress max={total} value={done} aria-label={title}>
          {done} of {count(total, 'message')}
        </progress>
      )}
      <p>
        <Their text={text} />
      </p>
      {problem.value && <p class="failed">{problem.value}</p>}
      {results.length > 0 && (
        <ul class="results">
          {results.map(({ name, text: result, isGood }) => (
            <li key={name} class={isGood ? '' : 'failed'}>
              <Their text={name} />: {result}
            </li>
          ))}
        </ul>
      )}
      <small>
        by <Their text={by} />
      </small>
    </article>
  );
}
