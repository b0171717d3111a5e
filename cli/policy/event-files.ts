/** The event files of a folder: each holds the body of one message. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { withFile } from '../file-problem.ts';

/** The paths within a folder of all that end in `.json`, however deep, in order. Symbolic links are not followed. */
export async function eventFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await withFile(folder, () => readdir(folder, { recursive: true, withFileTypes: true }));
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
}
