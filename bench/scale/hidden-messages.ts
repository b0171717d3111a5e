/** The messages that a queue hides, those first that it shows first: a binary heap. */

interface Hidden {
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly visibleAt: number;
}

export class HiddenMessages {
  readonly #heap: Hidden[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** When the next message is visible; infinity without one. */
  get nextVisibleAt(): number {
    return this.#heap[0]?.visibleAt ?? Number.POSITIVE_INFINITY;
  }

  add(index: number, visibleAt: number): void {
    const heap = this.#heap;
    let place = heap.push({ index, visibleAt }) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#at(parent).visibleAt <= visibleAt) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Takes the next message out. */
  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return undefined;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return first.index;
  }

  #sink(): void {
    let place = 0;
    for (;;) {
      const children = [2 * place + 1, 2 * place + 2].filter((child) => child < this.#heap.length);
      const [left, right] = children;
      if (left === undefined) return;
      const earlier = right !== undefined && this.#at(right).visibleAt < this.#at(left).visibleAt ? right : left;
      if (this.#at(place).visibleAt <= this.#at(earlier).visibleAt) return;
      this.#swap(place, earlier);
      place = earlier;
    }
  }

  #at(place: number): Hidden {
    const hidden = this.#heap[place];
    if (!hidden) throw new RangeError(`The heap has no place ${place}.`);
    return hidden;
  }

  #swap(one: number, other: number): void {
    [this.#heap[one], this.#heap[other]] = [this.#at(other), this.#at(one)];
  }
}
