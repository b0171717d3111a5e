/** `safeguard keep`: the changes of a set do not happen. */
import { formatCount } from '../../operator/counts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import { keepRecorded } from '../../operator/safeguard/recorded-answers.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeSet, toQuarantineJson, waitingTable } from '../reports/safeguard-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';
import { readOneSet } from './quarantine-reading.ts';
import type { SafeguardReleaseOptions } from './safeguard-release.ts';

/**
 * @returns the exit code
 * @throws NotFound or OperatorError
 */
export async function keepSet(
  session: Session,
  id: string,
  { policy, yes, json }: Omit<SafeguardReleaseOptions, 'only'>,
): Promise<number> {
  const { stage } = session.stack;
  const set = await readOneSet(session, id);
  if (!yes) {
    console.error(waitingTable(set.people, await readEntityNaming(stage, policy), process.stderr.columns));
    console.error(describeSet(set));
    const who = formatCount(set.people.length, 'person', 'people');
    if (!(await confirm(`Keep this from happening to ${who} of stage ${stage}?`, session.interruption))) {
      console.error('Nothing was done.');
      return 1;
    }
  }
  await keepRecorded(session, set, await callerArn(session));
  console.log(json ? toJson(toQuarantineJson({ ...set, state: 'kept' }, set.people)) : set.set);
  console.error('Kept. Correct the source or the policy too.');
  return 0;
}
