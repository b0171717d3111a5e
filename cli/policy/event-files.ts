/** The event files of a folder: each holds the body of one message. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const longestBody = 1_048_576;

/** The paths within a folder of all that end in `.json`, however deep, in order. Symbolic links are not followed. */
export async function eventFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
}

/** @returns undefined for what is longer than a message can be */
export async function bodyOf(folder: string, file: string): Promise<string | undefined> {
  const path = join(folder, file);
  const { size } = await stat(path);
  return size > longestBody ? undefined : readFile(path, 'utf8');
}
