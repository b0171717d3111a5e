/** Why a file or folder that a command names cannot be used, in a sentence that is the same for every command. */
import { types } from 'node:util';
import { NoSuchFile, Unreadable } from '../errors.ts';

/** By the system's code: https://nodejs.org/api/errors.html#common-system-errors */
const problems: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder, where a file is wanted',
  ENOTDIR: 'is no folder, or lies in something that is none',
  EACCES: 'you lack the permission: ask its owner',
  EPERM: 'you lack the permission: ask its owner',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'no file or folder can have so long a name',
};

/**
 * @param name as it stands on the command line
 * @throws Unreadable in place of what the system says
 */
export async function withFile<Result>(name: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    if (error.code === 'ENOENT') throw new NoSuchFile(name);
    throw new Unreadable(name, problems[error.code] ?? error.message);
  }
}

function isOfSystem(error: unknown): error is Error & { readonly code: string } {
  return types.isNativeError(error) && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
