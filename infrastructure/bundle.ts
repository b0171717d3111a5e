/**
 * How a function's source becomes the one file that Lambda loads.
 *
 * CommonJS, because it starts faster than ESM; the ES module build of each dependency, because esbuild can shake it.
 * Multipart bodies are never sent, so axios does without `form-data`.
 */
export const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  outputFileExtension: '.cjs',
  // Two packagings at once do not disturb each other.
  outputWorkFolder: `.esbuild/${process.pid}`,
  mainFields: ['module', 'main'],
  exclude: [],
  plugins: 'infrastructure/bundle-plugins.ts',
  // A watching esbuild that has met an error never lets the packaging end.
  skipRebuild: true,
  alias: { 'form-data': './infrastructure/no-multipart.ts' },
};
