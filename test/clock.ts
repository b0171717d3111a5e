/** When each such clock begins. An AWS that refuses times that are past begins then, too. */
export const clockStart = '2026-11-21T09:30:00Z';

/** A clock that goes on only when a test says so. */
export class Clock {
  #time = Date.parse(clockStart);

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#time;

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}
