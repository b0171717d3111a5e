import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { templateFile } from '../../local/template.ts';

const root = join(__dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packaging-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Packages in a process whose temporary folder is this test's. The package is in a folder of the stage's name. */
const packageStage = (stage: string, env = {}) =>
  promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { packageService } from ${JSON.stringify(join(root, 'local/packaging.ts'))};
       await packageService(${JSON.stringify(root)}, ${JSON.stringify(stage)}, ${JSON.stringify(join(folder, stage))});`,
    ],
    { cwd: folder, env: { ...process.env, TMPDIR: folder, ...env } },
  );

test('two packagings at once leave nothing but the package of each stage, also without a home folder', async () => {
  const before = projectEntries();
  const stages = ['local', 'prod'];
  const noHome = { HOME: join(root, 'package.json'), USERPROFILE: join(root, 'package.json') };
  await Promise.all([packageStage('local'), packageStage('prod', noHome)]);
  expect(readdirSync(folder).sort()).toEqual(stages);
  for (const stage of stages) {
    const template = readFileSync(join(folder, stage, templateFile), 'utf8');
    expect(new Set(template.match(/zuora-access-(?:local|prod)-/g))).toEqual(new Set([`zuora-access-${stage}-`]));
  }
  expect(projectEntries()).toEqual(before);
});

/** What is in the project's own folder, and when it last changed. */
function projectEntries() {
  return readdirSync(root).map((name) => ({ name, changed: statSync(join(root, name)).mtimeMs }));
}

test('a folder for temporary files that cannot be written to is an error that names it', async () => {
  const temporary = join(folder, 'missing');
  await expect(packageStage('local', { TMPDIR: temporary })).rejects.toThrow(
    `${temporary}, the folder for temporary files, cannot be written to (ENOENT). Set TMPDIR to a folder that can.`,
  );
});

test('packaging that fails says why, and leaves nothing', async () => {
  await expect(packageStage('no stage')).rejects.toThrow(/serverless package --stage no stage failed:/);
  expect(readdirSync(folder)).toEqual([]);
});
