import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { readBrowserCode } from '../../console/browser-code.ts';

/** Bytes. A console at the end of a slow line to the operator's machine has to open too. */
const maxCompressed = 80_000;

test('the script and the style are small', async () => {
  const { script, style } = await readBrowserCode();
  expect(script).not.toBe('');
  expect(style).not.toBe('');
  expect(gzipSync(script).length).toBeLessThan(maxCompressed);
  expect(gzipSync(style).length).toBeLessThan(10_000);
});

test('the script has no address of another host', async () => {
  const { script, style } = await readBrowserCode();
  const hosts = [...`${script}${style}`.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
  // Names of XML, which nothing fetches.
  expect(hosts.filter((host) => host !== 'www.w3.org')).toEqual([]);
});

test('the browser gets its own code, the shapes, and four packages', async () => {
  const { metafile } = await build({
    ...{ entryPoints: ['console/app/main.tsx'], absWorkingDir: join(__dirname, '../..'), bundle: true, write: false },
    ...{ metafile: true, outdir: 'unwritten', format: 'esm', jsx: 'automatic', jsxImportSource: 'preact' },
  });
  const origins = Object.keys(metafile.inputs).map(
    (path) => /^(?:node_modules\/(?:@[^/]+\/)?[^/]+|console\/[^/]+|[^/]+)/.exec(path)?.[0],
  );
  expect([...new Set(origins)].sort()).toEqual([
    ...['console/app', 'console/shapes', 'node_modules/@preact/signals', 'node_modules/@preact/signals-core'],
    ...['node_modules/preact', 'node_modules/uplot'],
  ]);
});
