/** One tail of the stage's logs for all pages that follow it. It keeps what it has read. */
import { OperatorError } from '../../operator/errors.ts';
import { explainError } from '../../operator/explain-error.ts';
import { type ActivityTail, openActivityTail } from '../../operator/log/activity-tail.ts';
import type { TailedOutcome } from '../../operator/log/outcome-tail.ts';
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
  #tail: { readonly since: number; readonly log: ActivityTail } | undefined;
  #isComplete = false;
  #problem: string | undefined;
  /** Whether older rows were dropped. */
  #isCut = false;

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
    this.#reachBack(since);
    const follow: Follower = (update) => follower(laterThan(since, update));
    follow({ isFirst: true, ...this.#known() });
    this.#watching.follow(follow, end);
  }

  /**
   * What the log has from then on, by a read that begins now or later: nobody may have followed for an hour. Nothing once
   * the signal has aborted.
   *
   * @param since milliseconds since the epoch
   * @throws OperatorError if the log cannot be read
   */
  async read(since: number, end: AbortSignal): Promise<readonly ActivityRow[]> {
    // All pages would get a longer past anew, for nobody.
    if (end.aborted) return [];
    this.#reachBack(since);
    // Another page may ask for an earlier past meanwhile. Then a further look reads it.
    do await this.#watching.nextLook(end);
    while (!this.#isComplete && this.#problem === undefined && !end.aborted);
    if (this.#problem !== undefined) throw new OperatorError(this.#problem);
    return this.#rows.filter(({ at }) => at >= since);
  }

  /** From when on it has all rows, if there were more than it keeps; milliseconds since the epoch. */
  get keptFrom(): number | undefined {
    return this.#isCut ? this.#rows[0]?.at : undefined;
  }

  /** Begins anew if nobody has asked for so early a past. */
  #reachBack(since: number): void {
    if (since >= this.#since) return;
    this.#since = since;
    this.#isComplete = false;
    this.#problem = undefined;
  }

  #known(): Omit<Update, 'isFirst'> {
    return {
      ...{ rows: this.#rows, latencies: this.#latencies },
      ...{ isComplete: this.#isComplete, problem: this.#problem },
    };
  }

  /** @returns how long to wait if the logs could not be read; milliseconds */
  async #round(): Promise<number | undefined> {
    const since = this.#since;
    const read = await this.#readNew(since).catch((error: unknown) => ({ problem: explainError(error) }));
    // A page has asked for an earlier past meanwhile. The next round reads it.
    if (since !== this.#since) return undefined;
    if (!('problem' in read)) {
      this.#add(read);
      return undefined;
    }
    this.#problem = read.problem;
    this.#watching.tell({ isFirst: false, ...this.#known(), rows: [], latencies: [] });
    return retryInterval;
  }

  async #readNew(since: number): Promise<Pick<Update, 'rows' | 'latencies'>> {
    const { session } = this.#stage;
    if (this.#tail?.since !== since) this.#tail = { since, log: await openActivityTail(session, since, sleep) };
    const { outcomes, latencies } = await this.#tail.log.next(session.interruption);
    return {
      rows: await this.#rowsOf(outcomes),
      latencies: latencies.map(({ timestamp, milliseconds }) => ({ at: timestamp, milliseconds })),
    };
  }

  async #rowsOf(outcomes: readonly TailedOutcome[]): Promise<readonly ActivityRow[]> {
    if (outcomes.length === 0) return [];
    const nameEntity = await this.#stage.nameEntity();
    return outcomes.map((outcome) => shown(activityRow(++this.#lastId, outcome, nameEntity)));
  }

  /** The first rows from a time are all that is known from then on: what was known before is a part of them. */
  #add({ rows, latencies }: Pick<Update, 'rows' | 'latencies'>): void {
    const isFirst = !this.#isComplete;
    if (!isFirst && rows.length + latencies.length === 0 && this.#problem === undefined) return;
    const all = [...(isFirst ? [] : this.#rows), ...rows];
    this.#isCut = all.length > maxKept || (this.#isCut && !isFirst);
    this.#rows = all.slice(-maxKept);
    this.#latencies = [...(isFirst ? [] : this.#latencies), ...latencies].slice(-maxKept);
    this.#isComplete = true;
    this.#problem = undefined;
    if (isFirst) this.#watching.tell({ isFirst, ...this.#known() });
    else this.#watching.tell({ isFirst, ...this.#known(), rows, latencies });
  }
}

function laterThan(since: number, { rows, latencies, ...update }: Update): Update {
  const isLater = ({ at }: { readonly at: number }) => at >= since;
  return { ...update, rows: rows.filter(isLater), latencies: latencies.filter(isLater) };
}
