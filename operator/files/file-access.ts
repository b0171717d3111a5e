/** Explains why a file or folder cannot be used, in the same words everywhere. */
import { types } from 'node:util';
import { NoSuchFile, UnreadableFile } from '../errors.ts';

/** By the system's code: https://nodejs.org/api/errors.html#common-system-errors */
const problems: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder; give a file',
  ENOTDIR: 'is not a folder, or a part of its path is not one',
  EACCES: 'you do not have permission: ask the owner',
  EPERM: 'you do not have permission: ask the owner',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'the name is too long for a file or folder',
};

/**
 * @param name as the operator wrote it
 * @throws UnreadableFile in place of the system's error
 */
export async function withFile<Result>(name: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code === 'ENOENT') throw new NoSuchFile(name);
    throw new UnreadableFile(name, problems[error.code] ?? error.message);
  }
}

export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return types.isNativeError(error) && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
