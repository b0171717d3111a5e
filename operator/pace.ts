/** Limits how fast messages or requests are sent. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Spreads messages over time: on average, no more a second than the rate. */
export class Pace {
  readonly #rate: number;
  readonly #now: () => number;
  #nextStart: number;

  /**
   * @param rate messages a second
   * @param now milliseconds
   */
  constructor(rate: number, now: () => number) {
    this.#rate = rate;
    this.#now = now;
    this.#nextStart = now();
  }

  /** How many messages to receive at once: at most one second's worth, so that they stay invisible only briefly. */
  get batch(): number {
    return Math.min(10, Math.max(1, Math.floor(this.#rate)));
  }

  /** Reserves the time of these messages. Returns the milliseconds that they have to wait. */
  reserve(messages: number): number {
    const now = this.#now();
    const start = Math.max(now, this.#nextStart);
    this.#nextStart = start + (messages / this.#rate) * 1000;
    return start - now;
  }

  /** Waits until these messages may be sent, or until an interruption. */
  async wait(messages: number, interruption: AbortSignal): Promise<void> {
    await sleep(this.reserve(messages), undefined, { signal: interruption }).catch(() => undefined);
  }
}
