/** Counts what becomes of the messages of one disposal. */
import { explainError } from '../explain-error.ts';
import { hasMessageId, type MessageIds } from './dead-letter.ts';
import type { Choice, Selection } from './selection.ts';

/** So many failures in a row are not the fault of single messages. */
const maxFailuresInARow = 10;

export class DisposalCounts {
  /** Messages that were not chosen. */
  notChosen = 0;
  /** Messages that would have been chosen, but are stale. */
  stale = 0;
  /** Messages that were chosen, whether they are done or failed. */
  chosen = 0;
  done = 0;
  /** The IDs of the selection that no message has. */
  missingIds: readonly string[];
  readonly problems: string[] = [];
  #failuresInARow = 0;

  constructor({ ids = [] }: Pick<Selection, 'ids'>) {
    this.missingIds = ids;
  }

  /** Counts messages that were looked at. */
  look({ chosen, stale, others }: Choice<MessageIds>): void {
    this.chosen += chosen.length;
    this.stale += stale.length;
    this.notChosen += others.length;
    const found = [...chosen, ...stale];
    this.missingIds = this.missingIds.filter((id) => !found.some((letter) => hasMessageId(letter, id)));
  }

  /**
   * Counts what became of chosen messages.
   *
   * @throws Error when there is no point in going on
   */
  add(results: readonly PromiseSettledResult<void>[]): void {
    for (const result of results) {
      if (result.status === 'fulfilled') {
        this.done += 1;
        this.#failuresInARow = 0;
      } else {
        this.problems.push(explainError(result.reason));
        this.#failuresInARow += 1;
      }
    }
    if (this.#failuresInARow >= maxFailuresInARow) {
      throw new Error(`Stopped after ${this.#failuresInARow} failures in a row.`);
    }
  }
}
