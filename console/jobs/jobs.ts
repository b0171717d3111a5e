/** The work that the console does for its operator, for all pages to see. */
import { explainError } from '../../operator/explain-error.ts';
import type { Session } from '../../operator/stack/session.ts';
import { onAbort } from '../abort.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';

/** Finished jobs that pages still show. */
const maxKept = 20;

/** What a job tells of itself while it runs. */
export type Progress = Partial<Pick<Job, 'done' | 'total' | 'text' | 'results'>>;

/** What became of it. */
export interface Ending extends Progress {
  readonly text: string;
  /** Whether something was left undone that should have been done. */
  readonly hasFailed: boolean;
  /** Whether the console only followed it when it was stopped: what was sent is carried out nevertheless. */
  readonly isSent?: boolean;
}

interface Work {
  readonly title: string;
  /** Who asked for it. */
  readonly by: string;
  readonly total?: number | undefined;
  /** Ends early when its session is interrupted. */
  readonly run: (session: Session, tell: (progress: Progress) => void) => Promise<Ending>;
}

export class Jobs {
  readonly #stage: Stage;
  readonly #stops = new Map<number, AbortController>();
  readonly #followers = new Set<(jobs: readonly Job[]) => void>();
  #jobs: readonly Job[] = [];
  #lastId = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Begins the work, and does not wait for it. */
  start({ title, by, total, run }: Work): Job {
    const id = ++this.#lastId;
    const stop = new AbortController();
    this.#stops.set(id, stop);
    const job: Job = {
      ...{ id, title, by, startedAt: this.#stage.session.now(), state: 'running', done: 0, total },
      ...{ text: '', results: [] },
    };
    this.#jobs = [job, ...withoutOld(this.#jobs)];
    this.#tell();
    const tell = (progress: Progress) => this.#change(id, progress);
    void run(this.#stage.until(stop.signal).session, tell)
      .then(({ hasFailed, isSent = false, ...ending }) => {
        const stopped = isSent ? 'sent' : 'stopped';
        this.#change(id, { ...ending, state: stop.signal.aborted ? stopped : hasFailed ? 'failed' : 'done' });
      })
      .catch((error) => this.#change(id, { state: 'failed', text: explainError(error) }))
      .finally(() => this.#stops.delete(id));
    return job;
  }

  /** A job under way; undefined if it is over. */
  running(id: number): Job | undefined {
    return this.#jobs.find((job) => job.id === id && job.state === 'running');
  }

  /** Does nothing to a job that is over. */
  stop(id: number): void {
    this.#stops.get(id)?.abort();
  }

  /** The newest first. The follower gets them at once, and whenever one changes. */
  follow(follower: (jobs: readonly Job[]) => void, end: AbortSignal): void {
    follower(this.#jobs);
    this.#followers.add(follower);
    onAbort(end, () => this.#followers.delete(follower));
  }

  #change(id: number, change: Partial<Job>): void {
    this.#jobs = this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
    this.#tell();
  }

  #tell(): void {
    for (const follower of this.#followers) follower(this.#jobs);
  }
}

/** What still runs is always shown, so that it can be stopped. */
function withoutOld(jobs: readonly Job[]): readonly Job[] {
  const finished = jobs.filter(({ state }) => state !== 'running').slice(0, maxKept);
  return jobs.filter((job) => job.state === 'running' || finished.includes(job));
}
