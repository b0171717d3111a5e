/** `safeguard show`: the people of a set. */
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeSet, toQuarantineJson, waitingTable } from '../reports/safeguard-report.ts';
import { toJson } from '../terminal/text.ts';
import { readOneSet } from './quarantine-reading.ts';

export interface SafeguardShowOptions {
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function showSet(session: Session, id: string, { policy, json }: SafeguardShowOptions): Promise<number> {
  const set = await readOneSet(session, id);
  if (json) console.log(toJson(toQuarantineJson(set, set.people)));
  else {
    const nameEntity = await readEntityNaming(session.stack.stage, policy);
    console.log(waitingTable(set.people, nameEntity, process.stdout.columns));
    console.error(describeSet(set));
  }
  return 0;
}
