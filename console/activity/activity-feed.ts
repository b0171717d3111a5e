/** One tail of the stage's logs for all pages that follow it. It keeps what it has read. */
import { OperatorError } from '../../operator/errors.ts';
import { explainError } from '../../operator/explain-error.ts';
import { type Activity, type ActivityTail, openActivityTail } from '../../operator/log/activity-tail.ts';
import { shown } from '../answers.ts';
import type { ActivityRow, LatencyPoint } from '../shapes/activity.ts';
import type { Stage } from '../stage.ts';
import { sleep, Watching } from '../watching.ts';
import { activityRow } from './activity-row.ts';

/** What is kept of either kind. More would slow a page down. */
const maxKept = 20_000;

/** Between two rounds through the logs. */
const intervals = { local: 300, aws: 1000 };

/** Milliseconds after a failure. */
const retryInterval = 5000;

export interface Update {
  /** Whether this is all that is known: what was told before is over. */
  readonly isFirst: boolean;
  readonly rows: readonly ActivityRow[];
  readonly latencies: readonly LatencyPoint[];
  /** Whether the past is read. */
  readonly isComplete: boolean;
  readonly problem?: string | undefined;
}

type Follower = (update: Update) => void;

export class ActivityFeed {
  readonly #stage: Stage;
  readonly #watching: Watching<Update>;
  #rows: ActivityRow[] = [];
  #latencies: LatencyPoint[] = [];
  #lastId = 0;
  #since = Number.POSITIVE_INFINITY;
  #tail: ActivityTail | undefined;
  #isComplete = false;
  #problem: string | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#watching = new Watching(stage, intervals, () => this.#round());
  }

  /**
   * Follows until the signal. The follower gets what is known at once, and all of it again when an earlier past is read.
   *
   * @param since milliseconds since the epoch
   */
  follow(since: number, follower: Follower, end: AbortSignal): void {
    if (since < this.#since) this.#begin(since);
    const follow: Follower = (update) => follower(laterThan(since, update));
    follow({ isFirst: true, ...this.#known() });
    this.#watching.follow(follow, end);
  }

  /** What is known from then on, when the past is read. */
  async read(since: number, end: AbortSignal): Promise<readonly ActivityRow[]> {
    const leaving = new AbortController();
    try {
      return await new Promise((resolve, reject) => {
        end.addEventListener('abort', () => resolve([]));
        const follower: Follower = ({ isComplete, rows, problem }) => {
          if (problem !== undefined) reject(new OperatorError(problem));
          if (isComplete) resolve(rows);
        };
        this.follow(since, follower, leaving.signal);
      });
    } finally {
      leaving.abort();
    }
  }

  #begin(since: number): void {
    this.#since = since;
    this.#tail = undefined;
    this.#isComplete = false;
  }

  #known(): Omit<Update, 'isFirst'> {
    return {
      ...{ rows: this.#rows, latencies: this.#latencies },
      ...{ isComplete: this.#isComplete, problem: this.#problem },
    };
  }

  /** @returns how long to wait if the logs could not be read; milliseconds */
  async #round(): Promise<number | undefined> {
    const { session } = this.#stage;
    try {
      const isNew = this.#tail === undefined;
      this.#tail ??= await openActivityTail(session, this.#since, sleep);
      const tail = this.#tail;
      const activity = await tail.next(session.interruption);
      // A follower may have asked for an earlier past meanwhile.
      if (tail === this.#tail) await this.#add(activity, isNew);
      return undefined;
    } catch (error) {
      this.#problem = explainError(error);
      this.#watching.tell({ isFirst: false, ...this.#known(), rows: [], latencies: [] });
      return retryInterval;
    }
  }

  async #add({ outcomes, latencies: read }: Activity, isNew: boolean): Promise<void> {
    const isNews = isNew || outcomes.length > 0 || read.length > 0 || this.#problem !== undefined;
    if (!isNews) return;
    const nameEntity = await this.#stage.nameEntity();
    const rows = outcomes.map((outcome) => shown(activityRow(++this.#lastId, outcome, nameEntity)));
    const latencies = read.map(({ timestamp, milliseconds }) => ({ at: timestamp, milliseconds }));
    this.#rows = [...(isNew ? [] : this.#rows), ...rows].slice(-maxKept);
    this.#latencies = [...(isNew ? [] : this.#latencies), ...latencies].slice(-maxKept);
    this.#isComplete = true;
    this.#problem = undefined;
    if (isNew) this.#watching.tell({ isFirst: true, ...this.#known() });
    else this.#watching.tell({ isFirst: false, ...this.#known(), rows, latencies });
  }
}

function laterThan(since: number, { rows, latencies, ...update }: Update): Update {
  const isLater = ({ at }: { readonly at: number }) => at >= since;
  return { ...update, rows: rows.filter(isLater), latencies: latencies.filter(isLater) };
}
