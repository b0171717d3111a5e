/** Bundles the commands: Node runs no TypeScript from node_modules. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { inlinedModules } from './inlined-modules.ts';
import { bundledLicenses } from './licenses.ts';

const project = join(import.meta.dirname, '../..');

/** Some dependencies are CommonJS, and an ES module has no `require`. */
const requireFunction = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** @param folder is replaced */
export async function bundleCommands(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: ['cli/main.ts'],
    outdir: folder,
    bundle: true,
    // A command still loads only what it needs.
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    banner: { js: requireFunction },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [inlinedModules],
  });
  const licenses = bundledLicenses(project, Object.keys(metafile.inputs));
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), `${licenses}\n`);
}
