import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const root = join(__dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packaging-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Packages in a process whose temporary folder is this test's. */
const packageStage = (stage: string) =>
  promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { packageService } from ${JSON.stringify(join(root, 'local/packaging.ts'))};
       await packageService(${JSON.stringify(root)}, ${JSON.stringify(stage)}, ${JSON.stringify(join(folder, 'package'))});`,
    ],
    { cwd: folder, env: { ...process.env, TMPDIR: folder } },
  );

test('packaging leaves nothing but the package', async () => {
  await packageStage('local');
  expect(readdirSync(folder)).toEqual(['package']);
});

test('packaging that fails says why, and leaves nothing', async () => {
  await expect(packageStage('no stage')).rejects.toThrow(/serverless package --stage no stage failed:/);
  expect(readdirSync(folder)).toEqual([]);
});
