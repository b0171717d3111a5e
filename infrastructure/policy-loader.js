/**
 * Puts the access policy into the bundle of the function that imports `policy.yml`: read, checked, and as JSON, so that
 * no YAML is read on Lambda and nothing is deployed that is not sound.
 *
 * `policy.yml` stands beside serverless.yml. Where there is none, the local stack takes the example, whose entities are
 * the sandbox's; any other stage has no policy, and its function does nothing until it has.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPolicyFile } from '../lib/policy/policy-file.ts';

/**
 * @param {string} root
 * @param {string} stage
 * @returns {import('esbuild').Plugin}
 */
export function policyLoader(root, stage) {
  return {
    name: 'policy',
    setup(build) {
      build.onLoad({ filter: /[\\/]policy\.yml$/ }, () => load(root, stage));
      // It need not exist for esbuild to find it.
      build.onResolve({ filter: /[\\/]policy\.yml$/ }, () => ({ path: join(root, 'policy.yml') }));
    },
  };
}

/**
 * @param {string} root
 * @param {string} stage
 * @returns {import('esbuild').OnLoadResult}
 */
function load(root, stage) {
  const own = join(root, 'policy.yml');
  const file = stage === 'local' && !existsSync(own) ? join(root, 'policy.example.yml') : own;
  if (!existsSync(file)) {
    return { contents: 'null', loader: 'json', warnings: [{ text: 'There is no policy.yml (docs/policy.md).' }] };
  }
  const yaml = readFileSync(file, 'utf8');
  const read = readPolicyFile(yaml);
  if (read.success) return { contents: JSON.stringify(read.policy), loader: 'json', watchFiles: [file] };
  const lines = yaml.split('\n');
  return {
    errors: read.problems.map(({ line, problem }) => ({
      text: problem,
      location: { file, line, lineText: lines[line - 1] ?? '' },
    })),
  };
}
