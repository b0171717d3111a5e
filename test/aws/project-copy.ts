/** The copy of the project that all of these tests deploy from. */
import { rm } from 'node:fs/promises';
import { copyProject } from '../project-copy.ts';

const VARIABLE = 'ZUORA_ACCESS_PROJECT';

/** Makes it, and tells the tests where it is: in `ZUORA_ACCESS_PROJECT`. */
export async function shareProjectCopy(): Promise<void> {
  process.env[VARIABLE] = await copyProject();
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
