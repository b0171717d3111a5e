/** The script and the style of the console's pages, bundled when the first page is asked for. */
import { join } from 'node:path';

export interface BrowserCode {
  readonly script: string;
  readonly style: string;
}

/** Needs esbuild, which only the checkout has. `npm pack` puts the result in the place of this module. */
export async function readBrowserCode(): Promise<BrowserCode> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: {
      script: join(import.meta.dirname, 'app/main.tsx'),
      style: join(import.meta.dirname, 'app/style.css'),
    },
    outdir: 'unwritten',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const textOf = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}
