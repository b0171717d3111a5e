/** Keeps the calls that a process makes at once within its share of what Zuora allows. */

/** Shared by all messages of a process. Calls beyond the limit wait in the order of their arrival. */
export class CallsInFlight {
  readonly limit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.limit) this.#running += 1;
    else await new Promise<void>((start) => this.#waiting.push(start));
    try {
      return await call();
    } finally {
      // The place goes to the next call at once, so no call that arrives meanwhile can take it.
      const start = this.#waiting.shift();
      if (start) start();
      else this.#running -= 1;
    }
  }
}
