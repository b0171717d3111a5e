/** A file that keeps what a purge deletes: JSON, one message a line. */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { UnreadableFile } from '../errors.ts';
import { withFile } from '../files/file-access.ts';
import { type DeadLetter, toCompleteJson } from './dead-letter.ts';

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
    this.#handle ??= await openPrivately(this.file);
    await this.#handle.appendFile(letters.map((letter) => `${JSON.stringify(toCompleteJson(letter))}\n`).join(''));
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
  }
}

const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
const othersBits = 0o077;

/**
 * A symbolic link could lead the bodies anywhere, and a file of somebody else would show them.
 *
 * @throws UnreadableFile
 */
async function openPrivately(file: string): Promise<FileHandle> {
  if (await isLink(file)) throw new UnreadableFile(file, 'it is a symbolic link; give the file itself');
  const handle = await withFile(file, () => open(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600));
  const problem = await exposureOf(handle);
  if (problem === undefined) return handle;
  await handle.close();
  throw new UnreadableFile(file, problem);
}

/** Only for the message: opening follows no link either. */
async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

async function exposureOf(handle: FileHandle): Promise<string | undefined> {
  const { uid, mode } = await handle.stat();
  // Windows has neither owners nor modes of this kind.
  if (process.getuid === undefined) return undefined;
  if (uid !== process.getuid()) return 'it belongs to another user; give a file of your own';
  if ((mode & othersBits) !== 0) return 'other users can read or write it; run chmod 600, or give another file';
  return undefined;
}
