import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { followPolicy } from '../../local/policy-following.ts';
import { until } from '../until.ts';

test('a policy that is not there has not changed, and is deployed once it is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  const file = join(folder, 'policy.yml');
  const notices: string[] = [];
  let deployments = 0;
  const deploy = async () => {
    deployments += 1;
  };
  const end = followPolicy(file, deploy, (text) => notices.push(text));
  // Node looks at the file first, and again and again from then on.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  copyFileSync(join(__dirname, '../../policy.example.yml'), file);
  await until(() => deployments === 1);
  await end();
  rmSync(folder, { recursive: true });
  expect(notices).toEqual([
    `${file} has changed. The new policy counts from the next event on, and everybody is decided anew within a minute.`,
  ]);
});
