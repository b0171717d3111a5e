/** Files and folders for the eyes of their owner alone. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { UnreadableFile } from '../errors.ts';
import { withFile } from './file-access.ts';

const { O_NOFOLLOW = 0 } = constants;
const othersBits = 0o077;

/**
 * Opens a file, or creates it for its owner only. A symbolic link could lead what is written anywhere, and a file of
 * somebody else would show it.
 *
 * @param flags how, such as `O_APPEND | O_CREAT | O_WRONLY`
 * @throws UnreadableFile
 */
export async function openPrivately(file: string, flags: number): Promise<FileHandle> {
  await refuseLink(file);
  const handle = await withFile(file, () => open(file, flags | O_NOFOLLOW, 0o600));
  const problem = exposureOf(await handle.stat());
  if (problem === undefined) return handle;
  await handle.close();
  throw new UnreadableFile(file, problem);
}

/**
 * Only for the message: opening follows no link either.
 *
 * @throws UnreadableFile
 */
export async function refuseLink(file: string): Promise<void> {
  const isLink = await lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (isLink) throw new UnreadableFile(file, 'it is a symbolic link; give the file or folder itself');
}

/** How other users could read or change it; undefined if they cannot. */
export function exposureOf(stats: Stats): string | undefined {
  // Windows has neither owners nor modes of this kind.
  if (process.getuid === undefined) return undefined;
  if (stats.uid !== process.getuid()) return 'it belongs to another user; give one of your own';
  if ((stats.mode & othersBits) === 0) return undefined;
  const mode = stats.isDirectory() ? '700' : '600';
  return `other users can read or write it; run chmod ${mode}, or give another ${stats.isDirectory() ? 'folder' : 'file'}`;
}
