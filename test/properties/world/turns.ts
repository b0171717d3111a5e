/** Turns taken in the order in which they were asked for, up to the one at which everything is cut. */

interface Waiting {
  readonly label: string;
  readonly start: () => void;
}

export class Turns {
  readonly #waiting: Waiting[] = [];
  #taken: string[] = [];
  #cutAt = Number.POSITIVE_INFINITY;
  #cut = (): void => {};

  /** The labels of the turns since `begin`. */
  get taken(): readonly string[] {
    return this.#taken;
  }

  /** Counts from here. @param cut called before the turn of the index `cutAt` is taken */
  begin(cutAt: number, cut: () => void): void {
    this.#taken = [];
    this.#cutAt = cutAt;
    this.#cut = cut;
  }

  schedule<T>(task: Promise<T>, label = ''): Promise<T> {
    return new Promise((resolve) => this.#waiting.push({ label, start: () => resolve(task) }));
  }

  count(): number {
    return this.#waiting.length;
  }

  async waitOne(): Promise<void> {
    const next = this.#waiting.shift();
    if (!next) return;
    if (this.#taken.length === this.#cutAt) this.#cut();
    this.#taken.push(next.label);
    next.start();
  }
}
