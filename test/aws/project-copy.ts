/** A copy of the project to deploy from: the framework works in a folder of it, where another packaging may be at work. */
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '../..');
const VARIABLE = 'ZUORA_ACCESS_PROJECT';

/** Makes the copy for all tests, and tells them where: in `ZUORA_ACCESS_PROJECT`. */
export async function copyProject(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-project-'));
  process.env[VARIABLE] = folder;
  await cp(ROOT, folder, { recursive: true, filter: (path) => path === ROOT || isSource(basename(path)) });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

function isSource(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules';
}

export async function removeProjectCopy(): Promise<void> {
  const folder = process.env[VARIABLE];
  if (folder) await rm(folder, { recursive: true, force: true });
}

/** @returns its folder */
export function projectCopy(): string {
  const folder = process.env[VARIABLE];
  if (!folder) throw new Error('There is no copy of the project. Run these tests with: npm run test:aws');
  return folder;
}
