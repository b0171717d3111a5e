/** Ends what `global-setup.ts` started. */
import removePackage from '../global-teardown.ts';
import { removeProjectCopy } from './project-copy.ts';
import { closeSharedAws } from './shared-aws.ts';

export default async function tearDown(): Promise<void> {
  await closeSharedAws();
  await Promise.all([removePackage(), removeProjectCopy()]);
}
