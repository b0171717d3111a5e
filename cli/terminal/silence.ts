/** Tells when nothing has come for a while. */

/** Milliseconds. */
const firstNotice = 60_000;

export class Silence {
  readonly #now: () => number;
  #since: number;
  #nextNotice = firstNotice;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** Something has come. */
  end(): void {
    this.#since = this.#now();
    this.#nextNotice = firstNotice;
  }

  /** The length of a silence worth telling, in milliseconds: after a minute, and whenever it has doubled. */
  notice(): number | undefined {
    const length = this.#now() - this.#since;
    if (length < this.#nextNotice) return undefined;
    this.#nextNotice = 2 * length;
    return length;
  }
}
