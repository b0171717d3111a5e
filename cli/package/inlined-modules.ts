/** Inlines into the bundle the files that the commands read from the checkout. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { readBrowserCode } from '../../console/browser-code.ts';
import { readContracts } from '../../events/contracts.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';

/** The plugin of esbuild. */
export const inlinedModules: Plugin = {
  name: 'inlined-modules',
  setup(build) {
    build.onLoad({ filter: /[\\/]operator[\\/]stack[\\/]deployed-operations\.ts$/ }, () => ({
      contents: `export const deployedOperations = ${JSON.stringify(deployedOperations)};`,
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]events[\\/]contracts\.ts$/ }, async () => ({
      contents: await contractsModule(),
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]console[\\/]browser-code\.ts$/ }, async () => ({
      contents: `export const readBrowserCode = async () => (${JSON.stringify(await readBrowserCode())});`,
      loader: 'js',
    }));
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** Imports each contract by its name: a bundle has no folder to look for them. */
async function contractsModule(): Promise<string> {
  const files = [...(await readContracts()).keys()];
  const imports = files.map((file, index) => `import * as module${index} from './${file}.ts';`);
  const entries = files.map((file, index) => `[${JSON.stringify(file)}, contractOf(module${index})]`);
  return `${imports.join('\n')}
const contractOf = (module) => Object.values(module).find((value) => value?.type && value.schema);
export const readContracts = async () => new Map([${entries.join(', ')}]);`;
}
