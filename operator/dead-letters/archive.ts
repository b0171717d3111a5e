/** Keeps in a file what is deleted from a queue: JSON, one message a line. */
import { type FileHandle, open } from 'node:fs/promises';
import { withFile } from '../files/file-access.ts';
import { type DeadLetter, toWhole } from './dead-letter.ts';

export class Archive {
  readonly file: string;
  #handle: FileHandle | undefined;
  #last: Promise<void> = Promise.resolve();

  /** @param file made when the first message is kept, for its owner alone to read; added to if it is there */
  constructor(file: string) {
    this.file = file;
  }

  /** When this returns, the messages outlive a loss of power. One call after the other, or lines would mix. */
  keep(letters: readonly DeadLetter[]): Promise<void> {
    this.#last = this.#last.then(() => this.#append(letters));
    return this.#last;
  }

  async #append(letters: readonly DeadLetter[]): Promise<void> {
    this.#handle ??= await withFile(this.file, () => open(this.file, 'a', 0o600));
    await this.#handle.appendFile(letters.map((letter) => `${JSON.stringify(toWhole(letter))}\n`).join(''));
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}
