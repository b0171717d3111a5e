/** How many things happened in each minute of virtual time. */

const minute = 60_000;

export class MinuteCounts {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #counts: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  add(): void {
    this.#counts[this.#minute] = this.ofThisMinute + 1;
  }

  get ofThisMinute(): number {
    return this.#counts[this.#minute] ?? 0;
  }

  /** Until the minute ends. */
  get secondsLeft(): number {
    return Math.ceil((this.#startedAt + (this.#minute + 1) * minute - this.#now()) / 1000);
  }

  /** By minute from the start, with those in which nothing happened. */
  get all(): number[] {
    return Array.from(this.#counts, (count = 0) => count);
  }

  get #minute(): number {
    return Math.floor((this.#now() - this.#startedAt) / minute);
  }
}
