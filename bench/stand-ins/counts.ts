/** Counts what a stand-in is asked for. */

/** Numbers by the name of what is counted. */
export type Counts = Readonly<Record<string, number>>;

export class Counter {
  #counts: Record<string, number> = {};

  add(name: string, count = 1): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + count;
  }

  /** The numbers since the last time. */
  take(): Counts {
    const counts = this.#counts;
    this.#counts = {};
    return counts;
  }
}
