/**
 * How esbuild makes one file of a function's source.
 *
 * The output is CommonJS, which starts faster than ESM. Dependencies come from their ESM builds, which esbuild can
 * tree-shake. The service sends no multipart bodies, follows no redirect and uses no proxy, so axios does without the
 * packages for these. The AWS SDK does without the sources of credentials that Lambda does not have.
 */
export const options = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  outputFileExtension: '.cjs',
  // Keeps two packagings at the same time apart.
  outputWorkFolder: `.esbuild/${process.pid}`,
  mainFields: ['module', 'main'],
  exclude: [],
  plugins: 'infrastructure/bundle-plugins.ts',
  // Without it, esbuild watches its files, and a packaging that fails never ends.
  skipRebuild: true,
  alias: {
    '@aws-sdk/credential-provider-node': './infrastructure/environment-credentials.ts',
    'form-data': './infrastructure/no-multipart.ts',
    'follow-redirects': './infrastructure/no-redirects.ts',
    'https-proxy-agent': './infrastructure/no-proxy.ts',
    'proxy-from-env': './infrastructure/no-proxy.ts',
  },
};
