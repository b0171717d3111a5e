/** `safeguard release`: the changes of a set happen. */
import { formatCount } from '../../operator/counts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import { chosenPeople } from '../../operator/safeguard/quarantine.ts';
import { releaseRecorded } from '../../operator/safeguard/recorded-answers.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeSet, toQuarantineJson, waitingTable } from '../reports/safeguard-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';
import { readOneSet } from './quarantine-reading.ts';

export interface SafeguardReleaseOptions {
  readonly only?: readonly string[];
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound or OperatorError
 */
export async function releaseSet(session: Session, id: string, options: SafeguardReleaseOptions): Promise<number> {
  const { only: logins, policy, yes, json } = options;
  const { stage } = session.stack;
  const set = await readOneSet(session, id);
  const only = logins && chosenPeople(set, logins);
  const people = only ?? set.people;
  const who = formatCount(people.length, 'person', 'people');
  if (!yes) {
    console.error(waitingTable(people, await readEntityNaming(stage, policy), process.stderr.columns));
    console.error(describeSet(set));
    if (!(await confirm(`Let this happen to ${who} of stage ${stage}?`, session.interruption))) {
      console.error('Nothing was done.');
      return 1;
    }
  }
  const by = await callerArn(session);
  await releaseRecorded(session, set, { by, ...(only && { only }) });
  console.log(json ? toJson(toQuarantineJson({ ...set, people, state: 'released' }, people)) : set.set);
  console.error(
    `Released. ${who} will be decided anew within a few minutes, and what does not apply any more does not happen. Follow it with tail.`,
  );
  return 0;
}
