/** Deploys stage `local` to an AWS that is not the embedded one, where the whole-system tests then find it. */
import packageForLocal from '../global-setup.ts';
import tearDown from './global-teardown.ts';
import { shareProjectCopy } from './project-copy.ts';
import { installPackages } from './python.ts';
import { deleteMappings, runServerless } from './serverless.ts';
import { openSharedAws } from './shared-aws.ts';

export default async function setUp(): Promise<void> {
  try {
    await Promise.all([installPackages(), packageForLocal(), shareProjectCopy()]);
    const aws = await openSharedAws();
    const folder = process.env['ZUORA_ACCESS_PACKAGE'] ?? '';
    await runServerless(aws, 'deploy', '--stage', 'local', '--package', folder);
    await deleteMappings(aws);
  } catch (error) {
    await tearDown(); // Jest does it only after a set-up that succeeded.
    throw error;
  }
}
