import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { packagedApprovals } from '../../infrastructure/automatic-approval.ts';
import { policyLoader } from '../../infrastructure/policy-loader.ts';
import { readPackagedPolicy } from '../../lib/policy/packaged-policy.ts';
import { readPolicyFile } from '../../lib/policy/policy-file.ts';
import { seedEntity } from '../../local/zuora/seed.ts';

const example = join(__dirname, '../../policy.example.yml');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'policy-'));
  writeFileSync(join(root, 'function.js'), "import policy from './policy.yml'; export default policy;");
});
afterEach(() => rmSync(root, { recursive: true }));

async function bundled(stage: string, policyFile = 'policy.yml'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'function.js')],
    bundle: true,
    write: false,
    format: 'cjs',
    logLevel: 'silent',
    plugins: [policyLoader({ root, stage, policyFile })],
  });
  return outputFiles[0]?.text ?? '';
}

function policyIn(code: string): unknown {
  const module: { exports: { default?: unknown } } = { exports: {} };
  new Function('module', code)(module);
  return module.exports.default;
}

test('the function reads from the bundle the policy that was checked', async () => {
  copyFileSync(example, join(root, 'policy.yml'));
  const policy = readPackagedPolicy(policyIn(await bundled('prod')));
  expect(readPolicyFile(readFileSync(example, 'utf8'))).toMatchObject({ success: true, policy });
});

test('the function that reads the policy carries no check of its rules', async () => {
  copyFileSync(example, join(root, 'policy.yml'));
  const { metafile } = await build({
    ...{ bundle: true, minify: true, platform: 'node', mainFields: ['module', 'main'] },
    ...{ write: false, metafile: true, logLevel: 'silent', outdir: root },
    absWorkingDir: join(__dirname, '../..'),
    entryPoints: ['functions/translateIdentityEvent.ts'],
    plugins: [policyLoader({ root, stage: 'prod', policyFile: 'policy.yml' })],
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const ofPolicy = files.filter((file) => file.startsWith('lib/policy/'));
  expect(ofPolicy).toContain('lib/policy/packaged-policy.ts');
  expect(ofPolicy.filter((file) => /\/(?:policy|policy-file|consistency)\.ts$/.test(file))).toEqual([]);
});

test('the example stands in for it locally, and nowhere else', async () => {
  copyFileSync(example, join(root, 'policy.example.yml'));
  expect(policyIn(await bundled('local'))).toMatchObject({ policy: { homeEntity: 'global' } });
  expect(policyIn(await bundled('dev'))).toBeNull();
});

test('a stage may have a file of its own, which must be there', async () => {
  copyFileSync(example, join(root, 'policy.prod.yml'));
  expect(policyIn(await bundled('prod', 'policy.prod.yml'))).toMatchObject({ policy: { homeEntity: 'global' } });
  await expect(bundled('local', 'policy.dev.yml')).rejects.toThrow('policyFile: there is no policy.dev.yml');
});

test('the entities with automatic approval are known without the rest of the policy', () => {
  const packaging = { root, stage: 'prod', policyFile: 'policy.yml' };
  expect(packagedApprovals(packaging)).toEqual([]);
  const yaml = readFileSync(example, 'utf8');
  writeFileSync(join(root, 'policy.yml'), `${yaml}\napprove: { japan: automatic, germany: manual }\n`);
  expect(packagedApprovals(packaging)).toEqual([seedEntity.japan]);
  writeFileSync(join(root, 'policy.yml'), `${yaml}\napprove: { japn: automatic, japan: automatic }\n`);
  expect(packagedApprovals(packaging)).toEqual([]);
});

test('a policy that is not sound is not packaged, and every problem is named with its line', async () => {
  writeFileSync(join(root, 'policy.yml'), 'version: 1\nusername: mail\nentities: {}\nhomeEntity: x\nrules: []\n');
  await expect(bundled('prod')).rejects.toMatchObject({
    errors: [
      { text: 'username: is read as "email"; write that instead', location: { line: 2 } },
      { text: 'homeEntity: is not one of the entities', location: { line: 4 } },
    ],
  });
});
