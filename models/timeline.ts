/** Virtual time: stands still until it is moved, and wakes on its way whoever waits for a moment. */

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

export class Timeline {
  #now = Date.parse('2026-11-21T09:30:00Z');
  readonly #sleepers: Sleeper[] = [];

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#now;

  /** When somebody wakes next; infinity, if nobody does. */
  get nextWake(): number {
    return this.#sleepers[0]?.wakeAt ?? Number.POSITIVE_INFINITY;
  }

  /** Resolves when the time has come. */
  until(wakeAt: number): Promise<void> {
    if (wakeAt <= this.#now) return Promise.resolve();
    return new Promise((wake) => {
      const later = this.#sleepers.findIndex((sleeper) => sleeper.wakeAt > wakeAt);
      this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, { wakeAt, wake });
    });
  }

  /** @param pause called at each moment at which somebody woke */
  async advance(milliseconds: number, pause: () => Promise<void>): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = this.#sleepers[0];
      if (!next || next.wakeAt > end) break;
      this.#sleepers.shift();
      this.#now = next.wakeAt;
      next.wake();
      await pause();
    }
    this.#now = end;
  }
}
