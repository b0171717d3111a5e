/** The event files of a folder. Each holds the body of one message. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFile } from '../files/file-access.ts';

export interface EventFiles {
  /** Their paths within the folder, sorted. */
  readonly files: readonly string[];
  /** An error for each folder that could not be read. */
  readonly problems: readonly unknown[];
}

/**
 * Lists the files that end in `.json`, at any depth. Hidden files and folders are skipped. So are symbolic links, which
 * may form a loop.
 *
 * @throws UnreadableFile for the folder itself
 */
export async function listEventFiles(folder: string): Promise<EventFiles> {
  const files: string[] = [];
  const problems: unknown[] = [];
  const listFolder = async (within: string): Promise<void> => {
    // `join` would turn an empty name into the current folder.
    const path = within === '' ? folder : join(folder, within);
    for (const entry of await withFile(path, () => readdir(path, { withFileTypes: true }))) {
      const inside = join(within, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isFile() && entry.name.endsWith('.json')) files.push(inside);
      if (entry.isDirectory()) await listFolder(inside).catch((error: unknown) => problems.push(error));
    }
  };
  await listFolder('');
  return { files: files.sort(), problems };
}
