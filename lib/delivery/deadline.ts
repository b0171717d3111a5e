/** How much of an invocation is left. */
import { OutOfTime } from '../errors.ts';
import { type CommonSettings, timeToStart } from '../settings.ts';

export class Deadline {
  /** When the function is killed, in milliseconds since the epoch. */
  readonly at: number;
  readonly #settings: CommonSettings;
  readonly #now: () => number;

  constructor(at: number, settings: CommonSettings, now: () => number) {
    this.at = at;
    this.#settings = settings;
    this.#now = now;
  }

  allowsMessage(): boolean {
    return this.#remaining() >= timeToStart(this.#settings);
  }

  /**
   * A call is made only with its whole timeout left, so that none is cut off with its outcome unknown.
   *
   * @param timeout milliseconds
   * @throws OutOfTime
   */
  requireCall(timeout: number): void {
    if (this.#remaining() < timeout + this.#settings.margin) throw new OutOfTime();
  }

  #remaining(): number {
    return this.at - this.#now();
  }
}
