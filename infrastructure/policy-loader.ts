/**
 * Checks the access policy and puts it into the bundle of the function that imports `policy.yml`. So Lambda neither reads
 * YAML nor checks the policy at each start, and a policy with a mistake is never deployed.
 *
 * The policy is `policy.yml` next to serverless.yml, or the file that the parameter `policyFile` names. Without one, the
 * local stack uses the example, whose entities are the sandbox's. Any other stage has no policy then, and its function
 * puts messages back until a release has one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { packagePolicy } from '../lib/policy/packaged-policy.ts';
import type { Policy } from '../lib/policy/policy.ts';
import { readPolicyFile } from '../lib/policy/policy-file.ts';

/** Where this file really is: the local stack packages in another folder, with links to those of the project. */
export const project = join(import.meta.dirname, '..');

/** For stages that do not set `policyFile`. */
const defaultFile = 'policy.yml';

export interface Packaging {
  /** The folder of the project. */
  readonly root: string;
  readonly stage: string;
  readonly policyFile: string;
}

/** The plugin of esbuild. */
export function policyLoader(packaging: Packaging): Plugin {
  return {
    name: 'policy',
    setup(build) {
      build.onLoad({ filter: /[\\/]policy\.yml$/ }, () => load(packaging));
      // esbuild itself would refuse a file that does not exist.
      build.onResolve({ filter: /[\\/]policy\.yml$/ }, () => ({ path: join(packaging.root, defaultFile) }));
    },
  };
}

/** The policy's file. It may not exist. */
export function policyPath({ root, stage, policyFile }: Packaging): string {
  const own = resolve(root, policyFile);
  const hasExample = stage === 'local' && policyFile === defaultFile && !existsSync(own);
  return hasExample ? join(root, 'policy.example.yml') : own;
}

function load(packaging: Packaging): OnLoadResult {
  const { policyFile } = packaging;
  const file = policyPath(packaging);
  if (!existsSync(file)) {
    if (policyFile !== defaultFile) return { errors: [{ text: `policyFile: there is no ${policyFile}` }] };
    return { contents: 'null', loader: 'json', warnings: [{ text: `There is no ${defaultFile} (docs/policy.md).` }] };
  }
  const yaml = readFileSync(file, 'utf8');
  const read = readPolicyFile(yaml);
  if (read.success) return { contents: moduleOf(read.policy), loader: 'js', watchFiles: [file] };
  const lines = yaml.split('\n');
  return {
    errors: read.problems.map(({ line, problem }) => ({
      text: problem,
      location: { file, line, lineText: lines[line - 1] ?? '' },
    })),
  };
}

/** V8 reads JSON faster than an object in JavaScript: https://v8.dev/blog/cost-of-javascript-2019#json */
function moduleOf(policy: Policy): string {
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(packagePolicy(policy)))});`;
}
