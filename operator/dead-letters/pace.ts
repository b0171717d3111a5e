/** How fast messages are sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../errors.ts';

const slowest = 0.1;

/**
 * @returns messages a second
 * @throws UsageError
 */
export function parseRate(text: string): number {
  const rate = Number(/^(\d+(\.\d+)?)\/s$/.exec(text)?.[1]);
  if (!(rate >= slowest)) throw new UsageError(`It must be messages a second, at least ${slowest}, such as 5/s.`);
  return rate;
}

/** Spreads messages over time, so that on average there are no more a second than the rate. */
export class Pace {
  readonly #rate: number;
  readonly #now: () => number;
  #free: number;

  /** @param now milliseconds */
  constructor(rate: number, now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#free = now();
  }

  /** How many messages to take at once: no more than are sent within a second, or they would stay hidden for long. */
  get batch(): number {
    return Math.min(10, Math.max(1, Math.floor(this.#rate)));
  }

  /** Books the time of so many messages, and says for how many milliseconds they have to wait. */
  book(messages: number): number {
    const now = this.#now();
    const start = Math.max(now, this.#free);
    this.#free = start + (messages / this.#rate) * 1000;
    return start - now;
  }

  /** Waits until so many messages may be sent, or there is an interruption. */
  async take(messages: number, interruption: AbortSignal): Promise<void> {
    await sleep(this.book(messages), undefined, { signal: interruption }).catch(() => undefined);
  }
}
