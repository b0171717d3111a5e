/** `policy apply`: puts a policy in force, and has everybody decided anew by it. */
import type { InForceRecord } from '../../lib/policy-in-force/in-force-record.ts';
import { formatCount } from '../../operator/counts.ts';
import { readFunctionTimeout } from '../../operator/mappings/queue-receiver.ts';
import { readApplyPreview } from '../../operator/policy/apply-preview.ts';
import { readStagePolicy } from '../../operator/policy/chosen-policy.ts';
import {
  applyPolicy,
  isInForce,
  type PolicyApplication,
  readableIn,
  readInForce,
  walkDelay,
} from '../../operator/policy/policy-application.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';
import type { Session } from '../../operator/stack/session.ts';
import { chooseQueues } from '../../operator/stack/stack.ts';
import { applyNotes, describeApplied, describeInForce, nameOfPolicy, toApplyJson } from '../reports/apply-report.ts';
import { diffWarnings, policyDiffTable } from '../reports/policy-diff-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface PolicyApplyOptions {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @param file of the policy; undefined for the stage's own
 * @returns the exit code
 * @throws NotFound, OperatorError, UnreadableFile, or ServiceError `bad-policy`
 */
export async function applyPolicyOf(
  session: Session,
  file: string | undefined,
  { dryRun, yes, json }: PolicyApplyOptions,
): Promise<number> {
  const { stage } = session.stack;
  const policy = await readStagePolicy(stage, file);
  const known = await readInForce(session);
  const before = known && readableIn(known);
  const preview = await readApplyPreview(session, before, policy, showRead).finally(clearProgress);
  if (preview === undefined) return 1;
  const isRepeated = isInForce(known, policy);
  const { differences } = preview.diff;
  if (!json && differences.length > 0) console.log(policyDiffTable(differences, process.stdout.columns));
  console.error(describeInForce(known, isRepeated, before !== undefined));
  for (const warning of before === undefined ? [] : diffWarnings(before, policy)) console.error(warning);
  for (const note of applyNotes(stage, before, policy, preview)) console.error(note);
  if (dryRun) {
    if (json) console.log(toJson(toApplyJson(before, policy, preview, { known })));
    return 0;
  }
  if (!yes && !(await confirm(`Apply ${nameOfPolicy(policy)} to stage ${stage}?`, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  const { record, delay } = await apply(session, { policy, known, overLimit: preview.overLimit });
  console.log(json ? toJson(toApplyJson(before, policy, preview, { known, record })) : record.hash);
  console.error(describeApplied(delay));
  return 0;
}

async function apply(
  session: Session,
  application: Pick<PolicyApplication, 'policy' | 'known' | 'overLimit'>,
): Promise<{ readonly record: InForceRecord; readonly delay: number }> {
  const name = deployedOperations.find((operation) => operation.name === 'decidePerson')?.queue;
  const [{ sourceUrl: lookQueue } = { sourceUrl: '' }] = chooseQueues(session.stack, name);
  const delay = walkDelay(await readFunctionTimeout(session));
  const by = await callerArn(session);
  return { record: await applyPolicy(session, { ...application, by, lookQueue, delay }), delay };
}

function showRead(people: number, found: number): void {
  showProgress(`${formatCount(people, 'person', 'people')} read, ${formatCount(found, 'difference')} found`);
}
