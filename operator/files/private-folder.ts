/**
 * A new folder with files for the eyes of their owner alone. The last file says that it is complete: without that one, what
 * wrote the folder was cut off.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UnreadableFile } from '../errors.ts';
import { isSystemError, withFile } from './file-access.ts';
import { syncFolder } from './folder-sync.ts';
import { exposureOf, openPrivately, refuseLink } from './private-file.ts';

/** A file that is complete. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

const { O_CREAT, O_EXCL, O_WRONLY } = constants;

/** Bytes that are written at once. */
const bufferBytes = 65_536;

export class PrivateFolder {
  readonly #path: string;
  readonly #isNew: boolean;
  readonly #files: NewFile[] = [];
  /** Made when the folder is complete, and the first that goes when it is not. */
  #last: string | undefined;

  private constructor(path: string, isNew: boolean) {
    this.#path = path;
    this.#isNew = isNew;
  }

  /**
   * @param name of a folder that does not exist, or is empty
   * @throws UnreadableFile
   */
  static async create(name: string): Promise<PrivateFolder> {
    // A slash at the end would follow a link.
    const path = resolve(name);
    await refuseLink(path);
    const made = await withFile(name, () => mkdir(path, { mode: 0o700 }).catch(ignoreExisting));
    if (made === 'exists') await withFile(name, () => requireEmpty(name, path));
    return new PrivateFolder(path, made !== 'exists');
  }

  async file(name: string): Promise<NewFile> {
    const path = join(this.#path, name);
    const file = new NewFile(path, await openPrivately(path, O_CREAT | O_EXCL | O_WRONLY));
    this.#files.push(file);
    return file;
  }

  /** Writes the last file. When this returns, the folder is complete, and survives a power failure. */
  async complete(name: string, text: string): Promise<void> {
    const file = await this.file(`${name}.part`);
    await file.write(text);
    await file.end();
    await syncFolder(this.#path);
    this.#last = join(this.#path, name);
    await withFile(this.#last, () => rename(file.path, join(this.#path, name)));
    await syncFolder(this.#path);
  }

  /** Deletes what was written. */
  async discard(): Promise<void> {
    if (this.#last !== undefined) await rm(this.#last, { force: true });
    for (const file of this.#files) {
      await file.close();
      await rm(file.path, { force: true });
    }
    if (this.#isNew) await rmdir(this.#path);
  }
}

/** A file that is being written, and its digest. */
export class NewFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #digest = createHash('sha256');
  #buffered: Buffer[] = [];
  #bufferedBytes = 0;
  #bytes = 0;

  constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    this.#buffered.push(bytes);
    this.#bufferedBytes += bytes.length;
    if (this.#bufferedBytes >= bufferBytes) await this.#flush();
  }

  /** When this returns, the file survives a power failure. */
  async end(): Promise<WrittenFile> {
    await this.#flush();
    await withFile(this.path, () => this.#handle.sync());
    await this.close();
    return { name: basename(this.path), bytes: this.#bytes, sha256: this.#digest.digest('hex') };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#buffered);
    this.#buffered = [];
    this.#bufferedBytes = 0;
    await withFile(this.path, () => this.#handle.appendFile(bytes));
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
  }
}

function ignoreExisting(error: unknown): 'exists' {
  if (isSystemError(error) && error.code === 'EEXIST') return 'exists';
  throw error;
}

/** @throws UnreadableFile */
async function requireEmpty(name: string, path: string): Promise<void> {
  const files = await readdir(path);
  if (files.length > 0) throw new UnreadableFile(name, 'is not empty; give a new folder');
  const problem = exposureOf(await stat(path));
  if (problem !== undefined) throw new UnreadableFile(name, problem);
}
