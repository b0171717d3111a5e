/** The event files of a folder: each holds the body of one message. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFile } from '../files/file-access.ts';

export interface EventFiles {
  /** Their paths within the folder, in order. */
  readonly files: readonly string[];
  /** Why a folder in the folder could not be looked into, for each such. */
  readonly problems: readonly unknown[];
}

/**
 * All that end in `.json`, however deep. What is hidden is passed over, and so are symbolic links, which may lead in a
 * circle.
 *
 * @throws Unreadable for the folder itself
 */
export async function eventFilesIn(folder: string): Promise<EventFiles> {
  const files: string[] = [];
  const problems: unknown[] = [];
  const lookInto = async (within: string): Promise<void> => {
    // Of an empty name `join` would make the folder that one is in.
    const path = within === '' ? folder : join(folder, within);
    for (const entry of await withFile(path, () => readdir(path, { withFileTypes: true }))) {
      const inside = join(within, entry.name);
      if (entry.name.startsWith('.')) continue;
      if (entry.isFile() && entry.name.endsWith('.json')) files.push(inside);
      if (entry.isDirectory()) await lookInto(inside).catch((error: unknown) => problems.push(error));
    }
  };
  await lookInto('');
  return { files: files.sort(), problems };
}
