/** Removes what `global-setup.ts` made. */
import { rm } from 'node:fs/promises';

export default async function tearDown(): Promise<void> {
  for (const variable of ['ZUORA_ACCESS_PACKAGE', 'ZUORA_ACCESS_COMMANDS', 'NODE_COMPILE_CACHE']) {
    const folder = process.env[variable];
    if (folder) await rm(folder, { recursive: true, force: true });
  }
  const { folder: chromium } = JSON.parse(process.env['ZUORA_ACCESS_CHROMIUM'] ?? '{}');
  if (chromium) await rm(chromium, { recursive: true, force: true });
}
