/** A file that keeps what a purge deletes: JSON, one message a line. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../files/folder-sync.ts';
import { openPrivately } from '../files/private-file.ts';
import type { DeadLetter } from './dead-letter.ts';
import { toCompleteJson } from './dead-letter-json.ts';

const { O_APPEND, O_CREAT, O_RDWR } = constants;

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
    const handle = this.#handle ?? (await this.#open());
    await handle.appendFile(letters.map((letter) => `${JSON.stringify(toCompleteJson(letter))}\n`).join(''));
    await handle.sync();
  }

  async #open(): Promise<FileHandle> {
    const handle = await openPrivately(this.file, O_APPEND | O_CREAT | O_RDWR);
    this.#handle = handle;
    if (await isCutOff(handle)) await handle.appendFile('\n');
    // A new file is found again only if its folder has been written too.
    await syncFolder(dirname(this.file));
    return handle;
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

/** Whether the last line has no end: a full disk, or a killed process. The next message would be added to it. */
async function isCutOff(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
  return buffer.toString() !== '\n';
}
