/** Removes the package that `global-setup.ts` made. */
import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  const folder = process.env['ZUORA_ACCESS_PACKAGE'];
  if (folder) await rm(folder, { recursive: true, force: true });
}
