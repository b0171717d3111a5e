/**
 * Puts the access policy into the bundle of the function that imports `policy.yml`: read, checked, and as JSON, so that
 * no YAML is read on Lambda and nothing is deployed that is not sound.
 *
 * `policy.yml` stands beside serverless.yml, or what the parameter `policyFile` names. Where there is none, the local stack takes the example, whose entities are
 * the sandbox's; any other stage has no policy, and its function does nothing until it has.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { readPolicyFile } from '../lib/policy/policy-file.ts';

/** Beside serverless.yml, unless the stage has another. */
const usual = 'policy.yml';

interface Packaging {
  /** The folder of the project. */
  readonly root: string;
  readonly stage: string;
  readonly policyFile: string;
}

export function policyLoader(packaging: Packaging): Plugin {
  return {
    name: 'policy',
    setup(build) {
      build.onLoad({ filter: /[\\/]policy\.yml$/ }, () => load(packaging));
      // It need not exist for esbuild to find it.
      build.onResolve({ filter: /[\\/]policy\.yml$/ }, () => ({ path: join(packaging.root, usual) }));
    },
  };
}

function load({ root, stage, policyFile }: Packaging): OnLoadResult {
  const own = join(root, policyFile);
  const isUsual = policyFile === usual;
  const file = stage === 'local' && isUsual && !existsSync(own) ? join(root, 'policy.example.yml') : own;
  if (!existsSync(file)) {
    if (!isUsual) return { errors: [{ text: `policyFile: there is no ${policyFile}` }] };
    return { contents: 'null', loader: 'json', warnings: [{ text: `There is no ${usual} (docs/policy.md).` }] };
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
