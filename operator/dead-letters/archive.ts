/** A file that keeps what a purge deletes: JSON, one message a line. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openPrivately } from '../files/private-file.ts';
import type { DeadLetter } from './dead-letter.ts';
import { toCompleteJson } from './dead-letter-json.ts';

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

export class Archive {
  readonly file: string;
  #handle: FileHandle | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  /**
   * @param file created with the first message, readable by its owner only. An existing file is added to, if nobody else can
   * read it.
   */
  constructor(file: string) {
    this.file = file;
  }

  /** When this returns, the messages survive a power failure. One write follows the other, so that no lines mix. */
  keep(letters: readonly DeadLetter[]): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(() => this.#append(letters));
    return this.#lastWrite;
  }

  async #append(letters: readonly DeadLetter[]): Promise<void> {
    this.#handle ??= await openPrivately(this.file, O_APPEND | O_CREAT | O_WRONLY);
    await this.#handle.appendFile(letters.map((letter) => `${JSON.stringify(toCompleteJson(letter))}\n`).join(''));
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}
