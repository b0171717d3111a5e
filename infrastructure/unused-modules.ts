/**
 * Leaves out of the bundles what the HTTP client has for browsers, `fetch` and HTTP/2. The functions use none of it, and
 * some of it has Node load undici and HTTP/2 at every cold start.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** The parts of axios, and what stands in for each. `false` is what axios itself has for an adapter outside of its place. */
const unused: readonly (readonly [module: RegExp, contents: string])[] = [
  [/[\\/]axios[\\/]lib[\\/]adapters[\\/]xhr\.js$/, 'export default false;'],
  [/[\\/]axios[\\/]lib[\\/]adapters[\\/]fetch\.js$/, 'export const getFetch = undefined;'],
  [/[\\/]axios[\\/]lib[\\/]helpers[\\/]Http2Sessions\.js$/, 'export default class {}'],
];

const utilities = /[\\/]axios[\\/]lib[\\/]utils\.js$/;

/** Whoever touches it has Node load undici. The service sends no forms. */
const formData = "typeof G.FormData !== 'undefined' ? G.FormData : undefined";

/** The plugin of esbuild. */
export const unusedModules: Plugin = {
  name: 'unused-modules',
  setup(build) {
    for (const [filter, contents] of unused) {
      build.onLoad({ filter }, () => ({ contents, loader: 'js' }));
    }
    build.onLoad({ filter: utilities }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(formData))
        throw new Error(`${path}: says nothing of FormData in the words that are left out here`);
      return { contents: text.replace(formData, 'undefined'), loader: 'js' };
    });
    build.onResolve({ filter: /^http2$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'export default {};', loader: 'js' }));
  },
};
