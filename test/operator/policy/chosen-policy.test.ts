/** Which file is the policy, where the operator names none. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readOptionalPolicy } from '../../../operator/policy/chosen-policy.ts';

const example = join(__dirname, '../../../policy.example.yml');
const noPolicy = 'There is no policy.yml here.';

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

test('the local stack has the example for a policy, as long as there is no policy.yml', async () => {
  copyFileSync(example, 'policy.example.yml');
  expect(await readOptionalPolicy('local', undefined, true)).toMatchObject({ homeEntity: 'global' });
  writeFileSync('policy.yml', 'version: 1');
  await expect(readOptionalPolicy('local', undefined, false)).rejects.toThrow('policy.yml has');
});

test('another stage never has the example', async () => {
  copyFileSync(example, 'policy.example.yml');
  expect(await readOptionalPolicy('dev', undefined, false)).toBeUndefined();
  await expect(readOptionalPolicy('dev', undefined, true)).rejects.toThrow(noPolicy);
});

test('a file that the operator names counts alone', async () => {
  copyFileSync(example, 'policy.yml');
  await expect(readOptionalPolicy('local', 'no.yml', false)).rejects.toThrow('no.yml: there is no such file');
});

test.each(['local', 'dev'])(
  'without any file, stage %s has no policy, and says so where one is needed',
  async (stage) => {
    expect(await readOptionalPolicy(stage, undefined, false)).toBeUndefined();
    await expect(readOptionalPolicy(stage, undefined, true)).rejects.toThrow(noPolicy);
  },
);
