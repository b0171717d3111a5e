/** Who receives the dead letters. Two at once would hide letters from each other. */
import { OperatorError } from '../../operator/errors.ts';
import { onAbort } from '../abort.ts';

/** The hold of a redrive or a purge. */
interface Hold {
  /** Waits for the readings before it. Returns whether it may begin: false after an interruption. */
  readonly begin: (interruption: AbortSignal) => Promise<boolean>;
  readonly release: () => void;
}

export class LetterLock {
  /** The title of the redrive or purge that has the letters. */
  #disposal: string | undefined;
  #lastReading: Promise<unknown> = Promise.resolve();

  get isHeld(): boolean {
    return this.#disposal !== undefined;
  }

  /**
   * A reading is short, so it waits for those before it.
   *
   * @throws OperatorError while a redrive or a purge has the letters
   */
  async read<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#requireFree();
    const reading = this.#lastReading.then(work);
    this.#lastReading = reading.catch(() => undefined);
    return reading;
  }

  /**
   * A redrive may take hours. Another one is refused at once: nothing begins later, when nobody is watching.
   *
   * @throws OperatorError while another redrive or purge has the letters
   */
  acquire(title: string): Hold {
    this.#requireFree();
    this.#disposal = title;
    return {
      begin: async (interruption) => {
        await Promise.race([this.#lastReading, new Promise<void>((resolve) => onAbort(interruption, resolve))]);
        return !interruption.aborted;
      },
      release: () => {
        this.#disposal = undefined;
      },
    };
  }

  #requireFree(): void {
    if (this.#disposal === undefined) return;
    throw new OperatorError(`Other work has the dead letters: ${this.#disposal}. Stop it, or wait until it ends.`);
  }
}
