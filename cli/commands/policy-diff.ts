/** `policy diff`: whose access another policy changes, among the people whom a stage remembers. */
import type { Policy } from '../../lib/policy/policy.ts';
import { formatCount } from '../../operator/counts.ts';
import { readStageDiff } from '../../operator/policy/stage-diff.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeDiff, diffWarnings, policyDiffTable, toDiffJson } from '../reports/policy-diff-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface PolicyDiffOptions {
  readonly json?: true;
}

/** @returns the exit code: 2 if there are differences, 1 if not all people were compared */
export async function showPolicyDiff(
  session: Session,
  before: Policy,
  after: Policy,
  { json }: PolicyDiffOptions,
): Promise<number> {
  const onRead = (people: number, found: number) =>
    showProgress(`${formatCount(people, 'person', 'people')} read, ${formatCount(found, 'difference')} found`);
  const diff = await readStageDiff(session, before, after, onRead).finally(clearProgress);
  if (diff === undefined) return 1;
  const { differences } = diff;
  if (json) console.log(toJson(toDiffJson(diff, before, after)));
  else if (differences.length > 0) console.log(policyDiffTable(differences, process.stdout.columns));
  for (const warning of diffWarnings(before, after)) console.error(warning);
  console.error(describeDiff(diff, before, after));
  return differences.length > 0 ? 2 : 0;
}
