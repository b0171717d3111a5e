/** `policy check --stage`: from how many people of a stage the policy withholds access. */
import type { Policy } from '../../lib/policy/policy.ts';
import { formatCount } from '../../operator/counts.ts';
import { countWithheld } from '../../operator/policy/withheld-access.ts';
import type { Session } from '../../operator/stack/session.ts';
import { withheldReport } from '../reports/withheld-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';

/** @returns the exit code: 1 if not all people were judged */
export async function checkPeople(session: Session, policy: Policy): Promise<number> {
  const onRead = (people: number) => showProgress(`${formatCount(people, 'person', 'people')} read`);
  const count = await countWithheld(session, policy, onRead).finally(clearProgress);
  if (count === undefined) return 1;
  console.log(withheldReport(session.stack.stage, count));
  return 0;
}
