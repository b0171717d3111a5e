/**
 * Starts the longest tests first, so that none of them runs alone at the end. Jest itself orders by the times of an
 * earlier run, and a clean clone has none.
 *
 * https://jestjs.io/docs/configuration#testsequencer-string
 */
import { statSync } from 'node:fs';

/** What Jest says of a test file, as far as its order depends on it. */
interface TestFile {
  readonly path: string;
}

/** Those that mostly wait and those that mostly compute take turns. A name that is missing here costs time, nothing else. */
const longest = [
  'console/browser',
  'system/faults',
  'properties/scopes/scopes',
  'properties/access',
  'properties/order',
  'system/rotation',
  'infrastructure/template',
  'cli/commands',
  'properties/planted-bugs',
  'system/pipeline',
  'properties/delivery',
  'cli/operation',
  'system/kill',
  'fuzz/fuzz',
  'cli/redrive-interrupted',
  'local/start',
  'cli/audit',
  'local/packaging',
  'operator/dead-letters/sweep',
  'lib/delivery/decided',
  'operator/log/log-tail',
  'lib/policy/linear-decision',
  'lib/translation/person-identification',
  'system/approval',
  'cli/doctor',
  'system/identity-events',
  'lib/policy/linear-work',
  'properties/crash-matrix',
  'local/aws/persistence',
  'cli/credentials-set',
  'cli/redrive',
  'system/order',
  'lib/account/linked-accounts',
  'system/operations',
];

export default class LongestFirst {
  sort<File extends TestFile>(tests: readonly File[]): File[] {
    const files = tests.map((test) => ({ test, rank: rankOf(test), size: statSync(test.path).size }));
    return files.sort((one, other) => one.rank - other.rank || other.size - one.size).map(({ test }) => test);
  }

  /** Nothing is remembered of a run, so none is known to have failed. */
  allFailedTests<File extends TestFile>(tests: readonly File[]): File[] {
    return this.sort(tests);
  }

  cacheResults(): void {}
}

function rankOf({ path }: TestFile): number {
  const rank = longest.findIndex((name) => path.replaceAll('\\', '/').endsWith(`/test/${name}.test.ts`));
  return rank === -1 ? longest.length : rank;
}
