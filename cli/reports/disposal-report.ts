/** What came of the messages of one command. */
import { explain } from '../../operator/errors.ts';
import { countsOf } from '../terminal/table.ts';

/** @param count of grants that are stale, and left where they are */
export function staleLeft(count: number): string {
  return `stale, and left without --stale: ${count}`;
}

/** So many failures in a row are no message's fault. */
const hopeless = 10;

export class Tally {
  /** Messages that were not chosen. */
  left = 0;
  /** Messages that would have been chosen, but are stale. */
  stale = 0;
  /** Whatever came of them. */
  chosen = 0;
  #done = 0;
  readonly #problems: string[] = [];
  #failedInARow = 0;

  get failed(): boolean {
    return this.#problems.length > 0;
  }

  /** @throws Error when it is not worth while to go on */
  count(results: readonly PromiseSettledResult<void>[]): void {
    for (const result of results) {
      if (result.status === 'fulfilled') {
        this.#done += 1;
        this.#failedInARow = 0;
      } else {
        this.#problems.push(explain(result.reason));
        this.#failedInARow += 1;
      }
    }
    if (this.#failedInARow >= hopeless) throw new Error(`Stopped after ${this.#failedInARow} failures in a row.`);
  }

  /** @param past what was done, such as `Sent again` */
  describe(past: string): string {
    const parts = [
      `${past}: ${this.#done}`,
      this.left > 0 && `not chosen: ${this.left}`,
      this.stale > 0 && staleLeft(this.stale),
      this.failed && `failed: ${countsOf(this.#problems)}`,
    ];
    return `${parts.filter(Boolean).join('; ')}.`;
  }
}
