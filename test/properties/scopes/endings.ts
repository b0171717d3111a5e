/** Finds states from which no run comes to an end: a message would be tried again for ever. */

export class Endings {
  /** The states from which one leads to a state. */
  readonly #previous: number[][] = [[]];
  readonly #ends: number[] = [];

  /** Where every run begins. */
  readonly begin = 0;

  newState(): number {
    return this.#previous.push([]) - 1;
  }

  link(from: number, to: number): void {
    this.#previous[to]?.push(from);
  }

  end(state: number): void {
    this.#ends.push(state);
  }

  /** How many states lead to no end. */
  get endless(): number {
    const leading = new Set(this.#ends);
    const left = [...leading];
    for (let state = left.pop(); state !== undefined; state = left.pop()) {
      for (const previous of this.#previous[state] ?? []) {
        if (leading.has(previous)) continue;
        leading.add(previous);
        left.push(previous);
      }
    }
    return this.#previous.length - leading.size;
  }
}
