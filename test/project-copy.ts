/** A copy of the project to package from: the framework works in a folder of it, where another packaging may be at work. */
import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');

/** @returns its folder, which is the caller's to remove */
export async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-project-'));
  await cp(ROOT, folder, { recursive: true, filter: (path) => path === ROOT || isSource(basename(path)) });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function isSource(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}
