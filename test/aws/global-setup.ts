/** Deploys stage `local` to an AWS that is not the embedded one, where the whole-system tests then find it. */
import type { GlobalConfig } from 'jest';
import type { AwsAccess } from '../../operator/aws-access.ts';
import packageForLocal from '../global-setup.ts';
import tearDown from './global-teardown.ts';
import { installPackages } from './python.ts';
import { disableMappings, runServerless } from './serverless.ts';
import { openSharedAws } from './shared-aws.ts';

export default async function setUp({ maxWorkers }: GlobalConfig): Promise<void> {
  try {
    await Promise.all([installPackages(), packageForLocal()]);
    const all = await openSharedAws(maxWorkers);
    await Promise.all(all.map(deployLocal));
  } catch (error) {
    await tearDown(); // Jest does it only after a set-up that succeeded.
    throw error;
  }
}

async function deployLocal(aws: AwsAccess): Promise<void> {
  const folder = process.env['ZUORA_ACCESS_PACKAGE'] ?? '';
  await runServerless(aws, 'deploy', '--stage', 'local', '--package', folder);
  await disableMappings(aws);
}
