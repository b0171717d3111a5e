/** A file that keeps what a purge deletes: JSON, one message a line. */
import { type FileHandle, open } from 'node:fs/promises';
import { withFile } from '../files/file-access.ts';
import { type DeadLetter, toCompleteJson } from './dead-letter.ts';

export class Archive {
  readonly file: string;
  #handle: FileHandle | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  /** @param file created with the first message, readable by its owner only; an existing file is added to */
  constructor(file: string) {
    this.file = file;
  }

  /** When this returns, the messages survive a power failure. One write follows the other, so that no lines mix. */
  keep(letters: readonly DeadLetter[]): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(() => this.#append(letters));
    return this.#lastWrite;
  }

  async #append(letters: readonly DeadLetter[]): Promise<void> {
    this.#handle ??= await withFile(this.file, () => open(this.file, 'a', 0o600));
    await this.#handle.appendFile(letters.map((letter) => `${JSON.stringify(toCompleteJson(letter))}\n`).join(''));
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}
