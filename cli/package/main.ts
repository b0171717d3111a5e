/**
 * Prepares the package for `npm pack`, and restores the checkout afterwards. npm packs the package.json that it finds, and
 * the checkout's names cli/main.ts and the dependencies of the whole service.
 */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bundleCommands } from './bundle.ts';
import { bundleFolder, packedManifest } from './manifest.ts';

const manifestFile = 'package.json';
/** The checkout's package.json while npm packs. */
const savedFile = '.package.json.saved';

/** A pack that was killed leaves the saved file: it is the true one. */
async function prepare(): Promise<void> {
  await restore();
  await bundleCommands(resolve(bundleFolder));
  const manifest = await readFile(manifestFile, 'utf8');
  await writeFile(savedFile, manifest);
  await writeFile(manifestFile, `${JSON.stringify(packedManifest(JSON.parse(manifest)), null, 2)}\n`);
}

async function restore(): Promise<void> {
  if (existsSync(savedFile)) await rename(savedFile, manifestFile);
}

await (process.argv[2] === 'restore' ? restore() : prepare());
