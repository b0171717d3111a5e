/** What a policy adds to the start of the function that decides by it. */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { policyLoader, project } from '../../../infrastructure/policy-loader.ts';
import { readPackagedPolicy } from '../../../lib/policy/packaged-policy.ts';
import type { Bench } from '../../bench.ts';
import { type Curve, cpuTimeOf } from './curve.ts';

const sizes = [250, 500, 1000, 2000];

export const policyStart: Curve = {
  name: 'policy-start',
  title: 'Load the packaged policy at a cold start',
  size: 'rules',
  cost: 'CPU ms',
  measure: async (bench) => {
    const points = [];
    for (const size of sizes) points.push({ size, cost: await loadTime(bench, size) });
    return points;
  },
};

async function loadTime(bench: Bench, rules: number): Promise<number> {
  const { folder } = bench.options;
  const policyFile = join(folder, `policy-${rules}.yml`);
  const outfile = join(folder, `policy-${rules}.cjs`);
  await writeFile(policyFile, policyOf(rules));
  await build({
    stdin: {
      contents: "import policy from './policy.yml'; module.exports = policy;",
      resolveDir: project,
      loader: 'js',
    },
    ...{ outfile, bundle: true, minify: true, platform: 'node', format: 'cjs', logLevel: 'error' },
    plugins: [policyLoader({ root: project, stage: 'dev', policyFile })],
  });
  const require = createRequire(outfile);
  return cpuTimeOf(() => {
    delete require.cache[outfile];
    const loaded = require(outfile);
    return readPackagedPolicy(loaded.default ?? loaded);
  });
}

function policyOf(rules: number): string {
  const all = Array.from({ length: rules }, (_, index) => ({
    id: `rule-${index}`,
    when: { department: [`Department ${index}`, { prefix: `D${index}` }], groups: [`zuora-${index}`] },
    grant: ['germany'],
  }));
  // JSON is YAML.
  return JSON.stringify({
    version: 1,
    username: ['userName', 'email'],
    entities: { home: '5eed0000000040008000000000000001', germany: '5eed0000000040008000000000000002' },
    homeEntity: 'home',
    grace: 'P0D',
    rules: all,
  });
}
