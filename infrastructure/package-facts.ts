/**
 * Reduces the package.json files in a bundle to name and version. The AWS SDK reports these two to AWS, but imports the
 * whole files: 10 KB for every cold start to parse.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** The plugin of esbuild. */
export const packageFacts: Plugin = {
  name: 'package-facts',
  setup(build) {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};
