/** Looks again and again for all pages together, as long as one of them follows. */
import { setTimeout } from 'node:timers/promises';
import { onAbort } from './abort.ts';
import type { Stage } from './stage.ts';

/** Milliseconds between two looks. A local stack answers at once. */
export interface Intervals {
  readonly local: number;
  readonly aws: number;
}

export class Watching<News> {
  readonly #stage: Stage;
  readonly #intervals: Intervals;
  readonly #look: () => Promise<number | undefined>;
  readonly #followers = new Set<(news: News) => void>();
  /** Called after the next look. */
  readonly #waiting: (() => void)[] = [];
  #isRunning = false;

  /** @param look never throws; returns the milliseconds to the next look, if others than usual */
  constructor(stage: Stage, intervals: Intervals, look: () => Promise<number | undefined>) {
    this.#stage = stage;
    this.#intervals = intervals;
    this.#look = look;
  }

  follow(follower: (news: News) => void, end: AbortSignal): void {
    this.#followers.add(follower);
    onAbort(end, () => this.#followers.delete(follower));
    void this.#run();
  }

  /** Resolves after a look that begins from now on, or at the signal. What an earlier look found may be old. */
  async nextLook(end: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const leaving = new AbortController();
    onAbort(end, resolve, leaving.signal);
    this.#waiting.push(resolve);
    this.follow(() => undefined, leaving.signal);
    await promise;
    leaving.abort();
  }

  tell(news: News): void {
    for (const follower of this.#followers) follower(news);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { aws, interruption } = this.#stage.session;
    const usual = aws.isOnThisMachine ? this.#intervals.local : this.#intervals.aws;
    while (this.#followers.size > 0 && !interruption.aborted) {
      const waiting = this.#waiting.splice(0);
      const pause = (await this.#look()) ?? usual;
      for (const goOn of waiting) goOn();
      await sleep(pause, interruption);
    }
    this.#isRunning = false;
  }
}

/** Ends early, without an error, once the signal has aborted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
