/** A clock that goes on only when a test says so. */
export class Clock {
  #time = Date.parse('2026-11-21T09:30:00Z');

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#time;

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}
