/** Ends what `global-setup.ts` started. */
import removePackage from '../global-teardown.ts';
import { closeSharedAws } from './shared-aws.ts';

export default async function tearDown(): Promise<void> {
  await closeSharedAws();
  await removePackage();
}
